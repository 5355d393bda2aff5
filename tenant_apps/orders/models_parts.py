"""Parts of orders, joint deliveries of several, and what a split and a queue are reckoned from.

An order that is not divided has no part. The live parts of one that is are its sum: net, tax and every quantity. Part
and order are never in contradiction because a part moves only with its order locked.
"""

from django.db import models
from django.db.models import F, Q

from shared_apps.foundation.actor import Actor
from shared_apps.foundation.cutting import within
from shared_apps.tenancy.models import TenantModel
from tenant_apps.orders.permissions import VIEW_ORDER

PART_STATES = ("waiting", "accepted", "shipped", "delivered", "invoiced", "cancelled")


class OrderSplit(TenantModel):
    """One act of dividing an order: what it costs, what nothing can be cheaper than, and why it is so."""

    order = models.ForeignKey("orders.Order", on_delete=models.PROTECT, related_name="+")
    cost_minor = models.BigIntegerField()
    bound_minor = models.BigIntegerField()
    reasons = models.JSONField(default=list)
    at = models.DateTimeField()
    undone_at = models.DateTimeField(null=True)

    class Meta:
        default_permissions = ()
        constraints = (
            models.UniqueConstraint(fields=["order"], condition=Q(undone_at__isnull=True), name="order_split_once"),
            models.CheckConstraint(condition=Q(bound_minor__lte=F("cost_minor")), name="order_split_bound"),
        )


class OrderPart(TenantModel):
    """What leaves one place together. `waiting` parts have no stock yet; `cancelled` ones count no more."""

    order = models.ForeignKey("orders.Order", on_delete=models.PROTECT, related_name="parts", db_index=False)
    split = models.ForeignKey(OrderSplit, on_delete=models.PROTECT, related_name="+", null=True, db_index=False)
    part_no = models.PositiveIntegerField()
    state = models.CharField(max_length=12, default="accepted")
    warehouse = models.ForeignKey(
        "inventory.Warehouse", on_delete=models.PROTECT, related_name="+", null=True, db_index=False
    )
    leaves_on = models.DateField(null=True)
    hazard = models.CharField(max_length=20, blank=True)
    cost_minor = models.BigIntegerField(default=0)
    net_minor = models.BigIntegerField()
    tax_minor = models.BigIntegerField()
    reasons = models.JSONField(default=list)
    created_at = models.DateTimeField()

    class Meta:
        default_permissions = ()
        indexes = (models.Index(fields=["created_at"], condition=Q(state="waiting"), name="order_part_waiting"),)
        constraints = (
            models.UniqueConstraint(fields=["order", "part_no"], name="order_part_once"),
            models.CheckConstraint(condition=Q(state__in=PART_STATES), name="order_part_state"),
        )


class OrderPartLine(TenantModel):
    """So much of an order's line in a part, with its share of the line's amounts."""

    part = models.ForeignKey(OrderPart, on_delete=models.PROTECT, related_name="lines", db_index=False)
    order_line = models.ForeignKey("orders.OrderLine", on_delete=models.PROTECT, related_name="+")
    quantity = models.DecimalField(max_digits=20, decimal_places=6)
    net_minor = models.BigIntegerField()
    tax_minor = models.BigIntegerField()

    class Meta:
        default_permissions = ()
        constraints = (
            models.UniqueConstraint(fields=["part", "order_line"], name="order_part_line_once"),
            models.CheckConstraint(condition=Q(quantity__gt=0), name="order_part_line_sane"),
        )


class OrderDelivery(TenantModel):
    """Where and when the buyer wants an order, and what each late day costs the seller."""

    order = models.OneToOneField("orders.Order", on_delete=models.PROTECT, related_name="+")
    site = models.ForeignKey("parties.Site", on_delete=models.PROTECT, related_name="+", null=True, db_index=False)
    wanted_on = models.DateField(null=True)
    terms_days = models.PositiveSmallIntegerField(null=True)
    penalty_minor = models.BigIntegerField(default=0)
    set_at = models.DateTimeField()

    class Meta:
        default_permissions = ()
        indexes = (
            models.Index(
                fields=["wanted_on", "id"], condition=Q(wanted_on__isnull=False), name="order_delivery_wanted"
            ),
        )
        constraints = (models.CheckConstraint(condition=Q(penalty_minor__gte=0), name="order_delivery_penalty"),)


class WarehouseTerms(TenantModel):
    """What it costs to let something leave a warehouse, and after how many days it does."""

    warehouse = models.OneToOneField("inventory.Warehouse", on_delete=models.PROTECT, related_name="+")
    opening = models.DecimalField(max_digits=12, decimal_places=4, default=0)
    zone = models.PositiveSmallIntegerField(default=0)
    lead_days = models.PositiveSmallIntegerField(default=0)
    set_at = models.DateTimeField()

    class Meta:
        default_permissions = ()
        constraints = (models.CheckConstraint(condition=Q(opening__gte=0), name="warehouse_terms_opening"),)


class CustomerGrade(TenantModel):
    """How a seller classes a buyer: a, b, or c, which is what everybody else is."""

    seller = models.ForeignKey("parties.Company", on_delete=models.PROTECT, related_name="+", db_index=False)
    buyer = models.ForeignKey("parties.Company", on_delete=models.PROTECT, related_name="+", db_index=False)
    grade = models.CharField(max_length=1)
    set_at = models.DateTimeField()

    class Meta:
        default_permissions = ()
        constraints = (
            models.UniqueConstraint(fields=["seller", "buyer"], name="customer_grade_once"),
            models.CheckConstraint(condition=Q(grade__in=["a", "b", "c"]), name="customer_grade_known"),
        )


class JointDeliveryQuerySet(models.QuerySet["JointDelivery"]):
    """Seen by buyer, seller and the marketplace."""

    def visible_to(self, actor: Actor) -> "JointDeliveryQuerySet":
        if actor.kind == "anonymous":
            return self.none()
        seen = self.filter(within(actor, VIEW_ORDER))
        if actor.company_id is None:
            return seen
        return seen.filter(Q(buyer_id=actor.company_id) | Q(seller_id=actor.company_id))


class JointDelivery(TenantModel):
    """Several orders that leave together. States: open (may be taken apart), released (has left), undone."""

    number = models.CharField(max_length=30, unique=True)
    buyer = models.ForeignKey("parties.Company", on_delete=models.PROTECT, related_name="+", db_index=False)
    seller = models.ForeignKey("parties.Company", on_delete=models.PROTECT, related_name="+", db_index=False)
    currency = models.CharField(max_length=3)
    net_minor = models.BigIntegerField()
    tax_minor = models.BigIntegerField()
    state = models.CharField(max_length=10, default="open")
    saved_minor = models.BigIntegerField(default=0)
    made_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    objects = JointDeliveryQuerySet.as_manager()

    class Meta:
        default_permissions = ()
        indexes = (
            models.Index(fields=["buyer", "-id"], name="joint_delivery_buyer"),
            models.Index(fields=["seller", "-id"], name="joint_delivery_seller"),
        )
        constraints = (
            models.CheckConstraint(condition=Q(state__in=["open", "released", "undone"]), name="joint_delivery_state"),
        )

    @property
    def total_minor(self) -> int:
        return self.net_minor + self.tax_minor


class JointDeliveryOrder(TenantModel):
    """An order in a joint delivery; it leaves it when the delivery is taken apart or the order cancelled."""

    delivery = models.ForeignKey(JointDelivery, on_delete=models.PROTECT, related_name="orders")
    order = models.ForeignKey("orders.Order", on_delete=models.PROTECT, related_name="+", db_index=False)
    left_at = models.DateTimeField(null=True)

    class Meta:
        default_permissions = ()
        constraints = (
            models.UniqueConstraint(fields=["order"], condition=Q(left_at__isnull=True), name="joint_delivery_once"),
        )


class Basket(TenantModel):
    """What a buyer ordered in one go from several suppliers; its orders are its parts."""

    number = models.CharField(max_length=30, unique=True)
    buyer = models.ForeignKey("parties.Company", on_delete=models.PROTECT, related_name="+")
    currency = models.CharField(max_length=3)
    net_minor = models.BigIntegerField()
    tax_minor = models.BigIntegerField()
    placed_at = models.DateTimeField()

    class Meta:
        default_permissions = ()


class BasketOrder(TenantModel):
    basket = models.ForeignKey(Basket, on_delete=models.PROTECT, related_name="orders")
    order = models.OneToOneField("orders.Order", on_delete=models.PROTECT, related_name="+")

    class Meta:
        default_permissions = ()
