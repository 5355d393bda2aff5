"""Stock per item and warehouse, its movements, holds and goods receipts.

The database holds the line: reserved can never exceed on hand, and every change of a level is a movement row.
"""

from django.db import models
from django.db.models import F, Q

from shared_apps.tenancy.models import TenantModel


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
    """How much there is, how much of it is promised, and how much must not be sold, in the item's unit."""

    item = models.ForeignKey("catalogue.Item", on_delete=models.PROTECT, related_name="+", db_index=False)
    warehouse = models.ForeignKey(Warehouse, on_delete=models.PROTECT, related_name="+")
    on_hand = models.DecimalField(max_digits=20, decimal_places=6, default=0)
    reserved = models.DecimalField(max_digits=20, decimal_places=6, default=0)
    quarantined = models.DecimalField(max_digits=20, decimal_places=6, default=0)

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


class StockMovement(TenantModel):
    """Append-only. Kinds: opening, receipt, issue, return, adjustment. `quantity` changes on hand."""

    id = None  # type: ignore[assignment]
    seq = models.BigAutoField(primary_key=True)
    item = models.ForeignKey("catalogue.Item", on_delete=models.PROTECT, related_name="+", db_index=False)
    warehouse = models.ForeignKey(Warehouse, on_delete=models.PROTECT, related_name="+", db_index=False)
    kind = models.CharField(max_length=12)
    quantity = models.DecimalField(max_digits=20, decimal_places=6)
    source = models.CharField(max_length=60)
    source_id = models.UUIDField()
    at = models.DateTimeField()

    class Meta:
        default_permissions = ()
        indexes = (models.Index(fields=["item", "warehouse"], name="stock_movement_item"),)


class StockHold(TenantModel):
    """Reserved stock. States: held, issued (goods left), released."""

    item = models.ForeignKey("catalogue.Item", on_delete=models.PROTECT, related_name="+", db_index=False)
    warehouse = models.ForeignKey(Warehouse, on_delete=models.PROTECT, related_name="+", db_index=False)
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
