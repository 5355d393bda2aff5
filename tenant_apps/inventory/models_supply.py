"""When to order again: demand by day, reorder points, alerts, and goods that are expected.

What a point comes to is copied to the level it is of (`StockLevel.reorder_at`, less what is expected), where the
database compares it with every change: a level that crosses leaves a `StockCrossing`, plain SQL and the acceptance of
five hundred orders included, and nobody has to look through levels to find it.
"""

from decimal import Decimal

from django.db import models
from django.db.models import F, Q

from shared_apps.crypto.names import NameField
from shared_apps.tenancy.models import TenantModel


class DailyDemand(TenantModel):
    """What left of an item in a warehouse on one day (UTC). Made from movements, for days that are over."""

    item = models.ForeignKey("catalogue.Item", on_delete=models.PROTECT, related_name="+", db_index=False)
    warehouse = models.ForeignKey("inventory.Warehouse", on_delete=models.PROTECT, related_name="+", db_index=False)
    day = models.DateField(db_index=True)
    quantity = models.DecimalField(max_digits=20, decimal_places=6)

    class Meta:
        default_permissions = ()
        constraints = (models.UniqueConstraint(fields=["item", "warehouse", "day"], name="daily_demand_once"),)


class ReorderPoint(TenantModel):
    """What somebody asks for an item in a warehouse, and what was reckoned from it.

    Empty settings follow the rules of the marketplace. `facts` are the numbers the point was reckoned from. `bought_as`
    is the article of another supplier of the marketplace that this one is bought as, in the same unit.
    """

    item = models.ForeignKey("catalogue.Item", on_delete=models.PROTECT, related_name="+", db_index=False)
    warehouse = models.ForeignKey("inventory.Warehouse", on_delete=models.PROTECT, related_name="+")
    is_chosen = models.BooleanField(default=False)
    service_percent = models.DecimalField(max_digits=7, decimal_places=4, null=True)
    review_days = models.PositiveSmallIntegerField(null=True)
    lead_days = models.PositiveSmallIntegerField(null=True)
    cover_days = models.PositiveSmallIntegerField(null=True)
    fixed_point = models.DecimalField(max_digits=20, decimal_places=6, null=True)
    order_least = models.DecimalField(max_digits=20, decimal_places=6, null=True)
    order_most = models.DecimalField(max_digits=20, decimal_places=6, null=True)
    bought_as = models.ForeignKey("catalogue.Item", on_delete=models.PROTECT, related_name="+", null=True)
    safety = models.DecimalField(max_digits=20, decimal_places=6, null=True)
    point = models.DecimalField(max_digits=20, decimal_places=6, null=True)
    clears_at = models.DecimalField(max_digits=20, decimal_places=6, null=True)
    up_to = models.DecimalField(max_digits=20, decimal_places=6, null=True)
    facts = models.JSONField(default=dict)
    reckoned_at = models.DateTimeField(null=True)

    class Meta:
        default_permissions = ()
        constraints = (
            models.UniqueConstraint(fields=["item", "warehouse"], name="reorder_point_once"),
            models.CheckConstraint(
                condition=Q(point__isnull=True) | Q(point__gte=0, safety__gte=0, clears_at__gte=F("point")),
                name="reorder_point_sane",
            ),
        )


class StockAlert(TenantModel):
    """Free and expected goods fell under the point. States: open, cleared. One is open for an item and warehouse."""

    item = models.ForeignKey("catalogue.Item", on_delete=models.PROTECT, related_name="+", db_index=False)
    warehouse = models.ForeignKey("inventory.Warehouse", on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, default="open")
    point = models.DecimalField(max_digits=20, decimal_places=6)
    free = models.DecimalField(max_digits=20, decimal_places=6)
    expected = models.DecimalField(max_digits=20, decimal_places=6)
    crossed_at = models.DateTimeField()
    opened_at = models.DateTimeField()
    cleared_at = models.DateTimeField(null=True)
    # The draft that orders again; orders stand a floor above, so its id only.
    draft_id = models.UUIDField(null=True)
    draft_number = models.CharField(max_length=30, blank=True)
    ordered_by_name = NameField(max_length=120, blank=True)

    class Meta:
        default_permissions = ()
        constraints = (
            models.CheckConstraint(condition=Q(state__in=["open", "cleared"]), name="stock_alert_state"),
            models.UniqueConstraint(
                fields=["item", "warehouse"], condition=Q(state="open"), name="stock_alert_one_open"
            ),
        )
        indexes = (models.Index(fields=["state", "-id"], name="stock_alert_state_newest"),)


class StockCrossing(TenantModel):
    """A level crossed its point, down or up; written by the database, removed by whoever has looked at it.

    It says what the level stood at, so that no level is read to judge it; of one level the newest counts.
    """

    id = None  # type: ignore[assignment]
    seq = models.BigAutoField(primary_key=True)
    item_id = models.UUIDField()
    warehouse_id = models.UUIDField()
    at = models.DateTimeField()
    free = models.DecimalField(max_digits=20, decimal_places=6, default=0, db_default=0)
    reorder_at = models.DecimalField(max_digits=20, decimal_places=6, null=True)
    clear_at = models.DecimalField(max_digits=20, decimal_places=6, null=True)

    class Meta:
        default_permissions = ()


class ExpectedSupply(TenantModel):
    """Goods that somebody has ordered and that have not come. States: open, received, cancelled.

    `source` is person, or orders.order for what the company buys on this marketplace. `is_late` once `due_on` is over:
    no day of it is believed any more.
    """

    item = models.ForeignKey("catalogue.Item", on_delete=models.PROTECT, related_name="+", db_index=False)
    warehouse = models.ForeignKey("inventory.Warehouse", on_delete=models.PROTECT, related_name="+")
    supplier_name = models.CharField(max_length=200, blank=True)
    reference = models.CharField(max_length=80)
    quantity = models.DecimalField(max_digits=20, decimal_places=6)
    received = models.DecimalField(max_digits=20, decimal_places=6, default=0)
    ordered_at = models.DateTimeField()
    first_due_on = models.DateField()
    due_on = models.DateField()
    is_late = models.BooleanField(default=False)
    reason = models.CharField(max_length=200, blank=True)
    state = models.CharField(max_length=10, default="open")
    source = models.CharField(max_length=60)
    source_id = models.UUIDField(null=True)
    made_by_name = NameField(max_length=120, blank=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        default_permissions = ()
        constraints = (
            models.CheckConstraint(condition=Q(state__in=["open", "received", "cancelled"]), name="supply_state"),
            models.CheckConstraint(condition=Q(quantity__gt=0, received__gte=0), name="supply_of_something"),
            models.UniqueConstraint(
                fields=["source_id", "item", "warehouse"], condition=Q(source_id__isnull=False), name="supply_once"
            ),
        )
        indexes = (
            models.Index(fields=["item", "warehouse"], condition=Q(state="open"), name="supply_open"),
            models.Index(fields=["item", "warehouse", "-ended_at"], name="supply_of_item"),
        )

    @property
    def missing(self) -> Decimal:
        return max(self.quantity - self.received, Decimal(0))
