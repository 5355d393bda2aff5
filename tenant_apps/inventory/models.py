"""Stock per item and warehouse, its movements, holds and goods receipts; lots, bins, balances, quarantine.

The database holds the line: reserved can never exceed on hand, and a movement row is the only way to change on hand.
Whoever writes a movement gets its balance and its level written by the same statement (`0007_balances_by_movements`);
every other write of on hand or quarantined is refused, plain SQL included.
"""

from decimal import Decimal

from django.contrib.postgres.indexes import BrinIndex
from django.db import models
from django.db.models import F, Q

from shared_apps.crypto.names import NameField
from shared_apps.tenancy.models import TenantModel
from tenant_apps.inventory.models_supply import DailyDemand, ExpectedSupply, ReorderPoint, StockAlert, StockCrossing

__all__ = [
    "CountLine",
    "DailyDemand",
    "ExpectedSupply",
    "GoodsReceipt",
    "GoodsReceiptLine",
    "Quarantine",
    "ReorderPoint",
    "StockAlert",
    "StockBalance",
    "StockBin",
    "StockCount",
    "StockCrossing",
    "StockHold",
    "StockLevel",
    "StockLot",
    "StockMovement",
    "Transfer",
    "TransferLine",
    "TransferPart",
    "Warehouse",
]


class Warehouse(TenantModel):
    """A place where a company keeps stock."""

    company = models.ForeignKey("parties.Company", on_delete=models.PROTECT, related_name="+", db_index=False)
    code = models.CharField(max_length=20)
    name = models.CharField(max_length=120)
    country = models.CharField(max_length=2, blank=True)

    class Meta:
        default_permissions = ()
        constraints = (models.UniqueConstraint(fields=["company", "code"], name="warehouse_once"),)


class StockLevel(TenantModel):
    """How much there is, how much of it is promised, and how much must not be sold, in the item's unit.

    `reorder_at` and `clear_at` may be below zero: what is expected may be more than the point.
    """

    item = models.ForeignKey("catalogue.Item", on_delete=models.PROTECT, related_name="+", db_index=False)
    warehouse = models.ForeignKey(Warehouse, on_delete=models.PROTECT, related_name="+")
    on_hand = models.DecimalField(max_digits=20, decimal_places=6, default=0)
    reserved = models.DecimalField(max_digits=20, decimal_places=6, default=0)
    quarantined = models.DecimalField(max_digits=20, decimal_places=6, default=0)
    # What is free and under the first has to be ordered again, until it is at the second; empty: nobody watches.
    reorder_at = models.DecimalField(max_digits=20, decimal_places=6, null=True)
    clear_at = models.DecimalField(max_digits=20, decimal_places=6, null=True)

    class Meta:
        default_permissions = ()
        constraints = (
            models.UniqueConstraint(fields=["item", "warehouse"], name="stock_level_once"),
            models.CheckConstraint(
                condition=Q(on_hand__gte=0, reserved__gte=0, quarantined__gte=0), name="stock_not_negative"
            ),
            models.CheckConstraint(
                condition=Q(on_hand__gte=F("reserved") + F("quarantined")), name="stock_not_oversold"
            ),
        )


class StockBin(TenantModel):
    """A place inside a warehouse. `position` is its turn on the way of a picker or counter."""

    warehouse = models.ForeignKey(Warehouse, on_delete=models.PROTECT, related_name="+", db_index=False)
    code = models.CharField(max_length=30)
    zone = models.CharField(max_length=20, blank=True)
    position = models.PositiveIntegerField(default=0)
    # Nothing is put into a blocked bin; what lies in it still leaves.
    blocked_for = models.CharField(max_length=200, default="", db_default="", blank=True)

    class Meta:
        default_permissions = ()
        constraints = (models.UniqueConstraint(fields=["warehouse", "code"], name="stock_bin_once"),)


class StockLot(TenantModel):
    """A batch of an item. It can be sold up to and with the day `expires_on` (UTC); without one it does not expire."""

    item = models.ForeignKey("catalogue.Item", on_delete=models.PROTECT, related_name="+", db_index=False)
    code = models.CharField(max_length=60)
    expires_on = models.DateField(null=True)
    received_at = models.DateTimeField()

    class Meta:
        default_permissions = ()
        constraints = (models.UniqueConstraint(fields=["item", "code"], name="stock_lot_once"),)
        indexes = (models.Index(fields=["expires_on"], name="stock_lot_expires"),)


class StockBalance(TenantModel):
    """How much of one lot lies in one bin, and whose it is. Written by the database alone, from movements.

    Without a lot: goods that are not told apart; without a bin: somewhere in the warehouse; without an owner: the
    supplier's own. Goods of another owner are kept, never sold: they count in no level.
    """

    item = models.ForeignKey("catalogue.Item", on_delete=models.PROTECT, related_name="+", db_index=False)
    warehouse = models.ForeignKey(Warehouse, on_delete=models.PROTECT, related_name="+")
    bin = models.ForeignKey(StockBin, on_delete=models.PROTECT, related_name="+", null=True)
    lot = models.ForeignKey(StockLot, on_delete=models.PROTECT, related_name="+", null=True)
    owner = models.ForeignKey("parties.Company", on_delete=models.PROTECT, related_name="+", null=True)
    on_hand = models.DecimalField(max_digits=20, decimal_places=6, default=0)
    quarantined = models.DecimalField(max_digits=20, decimal_places=6, default=0)

    class Meta:
        default_permissions = ()
        constraints = (
            models.UniqueConstraint(
                fields=["item", "warehouse", "bin", "lot", "owner"], name="stock_balance_once", nulls_distinct=False
            ),
            models.CheckConstraint(
                condition=Q(quarantined__gte=0, quarantined__lte=F("on_hand")), name="stock_balance_not_negative"
            ),
        )


class StockMovement(TenantModel):
    """Append-only. `quantity` changes on hand, `quarantined` what of it is kept back.

    Kinds: opening, receipt, issue, return, adjustment, count, loss, transfer_out, transfer_in, quarantine, release,
    move (between two bins).
    `explanation` says why this lot was taken, and which were passed over.
    """

    id = None  # type: ignore[assignment]
    seq = models.BigAutoField(primary_key=True)
    item = models.ForeignKey("catalogue.Item", on_delete=models.PROTECT, related_name="+", db_index=False)
    warehouse = models.ForeignKey(Warehouse, on_delete=models.PROTECT, related_name="+", db_index=False)
    kind = models.CharField(max_length=12)
    quantity = models.DecimalField(max_digits=20, decimal_places=6)
    quarantined = models.DecimalField(max_digits=20, decimal_places=6, default=0, db_default=0)
    bin = models.ForeignKey(StockBin, on_delete=models.PROTECT, related_name="+", null=True, db_index=False)
    lot = models.ForeignKey(StockLot, on_delete=models.PROTECT, related_name="+", null=True)
    owner = models.ForeignKey("parties.Company", on_delete=models.PROTECT, related_name="+", null=True, db_index=False)
    note = models.CharField(max_length=200, default="", db_default="")
    explanation = models.JSONField(null=True)
    source = models.CharField(max_length=60)
    source_id = models.UUIDField()
    at = models.DateTimeField()

    class Meta:
        default_permissions = ()
        indexes = (
            models.Index(fields=["item", "warehouse"], name="stock_movement_item"),
            models.Index(fields=["source", "source_id"], name="stock_movement_source"),
            # Rows lie in the order of their time: some bytes a thousand of them, and a day is found at once.
            BrinIndex(fields=["at"], name="stock_movement_at", autosummarize=True),
        )


class StockHold(TenantModel):
    """Reserved stock. States: held, issued (goods left), released."""

    # Without the database's check (ADR 0008): a hold is made under the lock of the level of just this item and place.
    item = models.ForeignKey(
        "catalogue.Item", on_delete=models.PROTECT, related_name="+", db_index=False, db_constraint=False
    )
    warehouse = models.ForeignKey(
        Warehouse, on_delete=models.PROTECT, related_name="+", db_index=False, db_constraint=False
    )
    quantity = models.DecimalField(max_digits=20, decimal_places=6)
    state = models.CharField(max_length=10, default="held")
    source = models.CharField(max_length=60)
    source_id = models.UUIDField()
    created_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        default_permissions = ()
        indexes = (models.Index(fields=["source", "source_id"], name="stock_hold_source"),)
        constraints = (
            models.CheckConstraint(condition=Q(state__in=["held", "issued", "released"]), name="stock_hold_state"),
        )


class GoodsReceipt(TenantModel):
    """What the buyer accepted of one shipment (the shipment is a floor above, so its id only)."""

    number = models.CharField(max_length=30, unique=True)
    shipment_id = models.UUIDField(unique=True)
    receiver = models.ForeignKey("parties.Company", on_delete=models.PROTECT, related_name="+")
    received_at = models.DateTimeField()
    note = models.CharField(max_length=300, blank=True)

    class Meta:
        default_permissions = ()


class GoodsReceiptLine(TenantModel):
    receipt = models.ForeignKey(GoodsReceipt, on_delete=models.PROTECT, related_name="lines")
    order_line_id = models.UUIDField()
    item = models.ForeignKey("catalogue.Item", on_delete=models.PROTECT, related_name="+", db_index=False)
    accepted = models.DecimalField(max_digits=20, decimal_places=6)
    refused = models.DecimalField(max_digits=20, decimal_places=6, default=0)

    class Meta:
        default_permissions = ()


class Quarantine(TenantModel):
    """Goods kept back, with reason. States: open, released (free again), scrapped (booked as a loss).

    Causes: person, expired, damaged, returned.
    """

    item = models.ForeignKey("catalogue.Item", on_delete=models.PROTECT, related_name="+")
    warehouse = models.ForeignKey(Warehouse, on_delete=models.PROTECT, related_name="+")
    bin = models.ForeignKey(StockBin, on_delete=models.PROTECT, related_name="+", null=True, db_index=False)
    lot = models.ForeignKey(StockLot, on_delete=models.PROTECT, related_name="+", null=True)
    owner = models.ForeignKey("parties.Company", on_delete=models.PROTECT, related_name="+", null=True, db_index=False)
    quantity = models.DecimalField(max_digits=20, decimal_places=6)
    cause = models.CharField(max_length=10)
    reason = models.CharField(max_length=200)
    state = models.CharField(max_length=10, default="open")
    made_by = models.CharField(max_length=80)
    made_by_name = NameField(max_length=120)
    made_at = models.DateTimeField()
    ended_by_name = NameField(max_length=120, blank=True)
    ended_at = models.DateTimeField(null=True)
    end_reason = models.CharField(max_length=200, blank=True)

    class Meta:
        default_permissions = ()
        indexes = (models.Index(fields=["made_at", "id"], condition=Q(state="open"), name="quarantine_open"),)
        constraints = (
            models.CheckConstraint(condition=Q(state__in=["open", "released", "scrapped"]), name="quarantine_state"),
            models.CheckConstraint(condition=Q(quantity__gt=0), name="quarantine_of_something"),
        )


class Transfer(TenantModel):
    """Goods on their way between two warehouses of a company.

    States: requested (waits for approval), approved, dispatched (in transit), closed, cancelled. Goods are held from
    the request on, so that nobody sells what is to be sent.
    """

    number = models.CharField(max_length=30, unique=True)
    company = models.ForeignKey("parties.Company", on_delete=models.PROTECT, related_name="+")
    source = models.ForeignKey(Warehouse, on_delete=models.PROTECT, related_name="+", db_index=False)
    target = models.ForeignKey(Warehouse, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=12)
    reason = models.CharField(max_length=200, blank=True)
    close_reason = models.CharField(max_length=200, blank=True)
    due_at = models.DateTimeField()
    is_overdue = models.BooleanField(default=False)
    requested_by = models.CharField(max_length=80)
    requested_by_name = NameField(max_length=120)
    requested_at = models.DateTimeField()
    approved_by_name = NameField(max_length=120, blank=True)
    dispatched_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        default_permissions = ()
        constraints = (
            models.CheckConstraint(
                condition=Q(state__in=["requested", "approved", "dispatched", "closed", "cancelled"]),
                name="transfer_state",
            ),
            models.CheckConstraint(condition=~Q(source=F("target")), name="transfer_goes_somewhere"),
        )


class TransferLine(TenantModel):
    """What was asked for."""

    transfer = models.ForeignKey(Transfer, on_delete=models.PROTECT, related_name="lines")
    item = models.ForeignKey("catalogue.Item", on_delete=models.PROTECT, related_name="+")
    quantity = models.DecimalField(max_digits=20, decimal_places=6)

    class Meta:
        default_permissions = ()
        constraints = (models.UniqueConstraint(fields=["transfer", "item"], name="transfer_item_once"),)


class TransferPart(TenantModel):
    """What was sent of one lot, and what became of it. Sent less arrived, damaged and lost is in transit."""

    line = models.ForeignKey(TransferLine, on_delete=models.PROTECT, related_name="parts")
    lot = models.ForeignKey(StockLot, on_delete=models.PROTECT, related_name="+", null=True)
    sent = models.DecimalField(max_digits=20, decimal_places=6)
    arrived = models.DecimalField(max_digits=20, decimal_places=6, default=0)
    damaged = models.DecimalField(max_digits=20, decimal_places=6, default=0)
    lost = models.DecimalField(max_digits=20, decimal_places=6, default=0)
    over = models.DecimalField(max_digits=20, decimal_places=6, default=0)

    class Meta:
        default_permissions = ()
        constraints = (
            models.UniqueConstraint(fields=["line", "lot"], name="transfer_part_once", nulls_distinct=False),
            models.CheckConstraint(
                condition=Q(
                    arrived__gte=0, damaged__gte=0, lost__gte=0, sent__gte=F("arrived") + F("damaged") + F("lost")
                ),
                name="transfer_part_adds_up",
            ),
        )

    @property
    def in_transit(self) -> Decimal:
        return self.sent - self.arrived - self.damaged - self.lost


class TransferDifference(TenantModel):
    """What of a part arrived less or more than was sent; its movement is written. Live: open, claimed.

    States: open, claimed (from the carrier), accepted, compensated, refused (by the carrier), returned (a surplus that
    went back with the transfer `sent_back`). `count` is the count that was asked for because of it.
    """

    part = models.ForeignKey(TransferPart, on_delete=models.PROTECT, related_name="differences")
    kind = models.CharField(max_length=8)
    quantity = models.DecimalField(max_digits=20, decimal_places=6)
    value_minor = models.BigIntegerField(null=True)
    currency = models.CharField(max_length=3, blank=True)
    reason = models.CharField(max_length=200)
    state = models.CharField(max_length=12, default="open")
    claim = models.CharField(max_length=200, blank=True)
    verdict = models.CharField(max_length=300, blank=True)
    count = models.ForeignKey("StockCount", on_delete=models.PROTECT, related_name="+", null=True, db_index=False)
    sent_back = models.ForeignKey(Transfer, on_delete=models.PROTECT, related_name="+", null=True, db_index=False)
    found_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    ended_by_name = NameField(max_length=120, blank=True)

    class Meta:
        default_permissions = ()
        constraints = (
            models.CheckConstraint(condition=Q(kind__in=["shortage", "surplus"]), name="transfer_difference_kind"),
            models.CheckConstraint(condition=Q(quantity__gt=0), name="transfer_difference_some"),
            models.CheckConstraint(
                condition=Q(state__in=["open", "accepted"])
                | Q(kind="shortage", state__in=["claimed", "compensated", "refused"])
                | Q(kind="surplus", state="returned", sent_back__isnull=False),
                name="transfer_difference_state",
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True, state__in=["open", "claimed"])
                | Q(ended_at__isnull=False, state__in=["accepted", "compensated", "refused", "returned"]),
                name="transfer_difference_ends",
            ),
        )
        indexes = (
            models.Index(
                fields=["found_at", "id"], condition=Q(state__in=["open", "claimed"]), name="transfer_difference_live"
            ),
        )


class StockCount(TenantModel):
    """A count of a warehouse. States: open, closed, cancelled. `exact` of `counted` lines were right at once."""

    number = models.CharField(max_length=30, unique=True)
    warehouse = models.ForeignKey(Warehouse, on_delete=models.PROTECT, related_name="+")
    method = models.CharField(max_length=10)
    scope = models.CharField(max_length=40, blank=True)
    state = models.CharField(max_length=10, default="open")
    planned_by_name = NameField(max_length=120)
    planned_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    counted = models.PositiveIntegerField(default=0)
    exact = models.PositiveIntegerField(default=0)

    class Meta:
        default_permissions = ()
        constraints = (
            models.CheckConstraint(condition=Q(state__in=["open", "closed", "cancelled"]), name="stock_count_state"),
        )


class CountLine(TenantModel):
    """One line of a count sheet. States: open, recount, review (waits for another person), done.

    `expected` is what the books said at the moment of counting; nobody who still counts gets to see it.
    """

    count = models.ForeignKey(StockCount, on_delete=models.PROTECT, related_name="lines")
    item = models.ForeignKey("catalogue.Item", on_delete=models.PROTECT, related_name="+")
    bin = models.ForeignKey(StockBin, on_delete=models.PROTECT, related_name="+", null=True, db_index=False)
    lot = models.ForeignKey(StockLot, on_delete=models.PROTECT, related_name="+", null=True, db_index=False)
    owner = models.ForeignKey("parties.Company", on_delete=models.PROTECT, related_name="+", null=True, db_index=False)
    state = models.CharField(max_length=10, default="open")
    rounds = models.PositiveSmallIntegerField(default=0)
    expected = models.DecimalField(max_digits=20, decimal_places=6, null=True)
    found = models.DecimalField(max_digits=20, decimal_places=6, null=True)
    was_exact = models.BooleanField(null=True)
    counted_by = models.CharField(max_length=80, blank=True)
    counted_by_name = NameField(max_length=120, blank=True)
    counted_at = models.DateTimeField(null=True)
    value = models.DecimalField(max_digits=24, decimal_places=6, null=True)
    decided_by_name = NameField(max_length=120, blank=True)
    reason = models.CharField(max_length=200, blank=True)

    class Meta:
        default_permissions = ()
        constraints = (
            models.UniqueConstraint(
                fields=["count", "item", "bin", "lot", "owner"], name="count_line_once", nulls_distinct=False
            ),
            models.CheckConstraint(
                condition=Q(state__in=["open", "recount", "review", "done"]), name="count_line_state"
            ),
        )

    @property
    def difference(self) -> Decimal | None:
        return None if self.found is None or self.expected is None else self.found - self.expected
