"""Tables of tentative orders, of groups of them, and of who has to pay before delivery."""

from typing import Any

from django.db import models
from django.db.models import F, Q

from shared_apps.foundation.actor import Actor
from shared_apps.foundation.cutting import within
from shared_apps.tenancy.models import TenantModel
from tenant_apps.orders.permissions import VIEW_ORDER

TENTATIVE_STATES = ("asked", "held", "confirmed", "released")
GROUP_STATES = ("trying", "held", "confirmed", "released")


class TentativeQuerySet(models.QuerySet[Any]):
    """Seen by buyer, seller and the marketplace."""

    def visible_to(self, actor: Actor) -> "TentativeQuerySet":
        if actor.kind == "anonymous":
            return self.none()
        seen = self.filter(within(actor, VIEW_ORDER, people="principal"))
        if actor.company_id is None:
            return seen
        return seen.filter(Q(buyer_id=actor.company_id) | Q(seller_id=actor.company_id))


class GroupQuerySet(models.QuerySet[Any]):
    """Seen by the buyer and the marketplace; a seller sees its own part alone."""

    def visible_to(self, actor: Actor) -> "GroupQuerySet":
        if actor.kind == "anonymous":
            return self.none()
        seen = self.filter(within(actor, VIEW_ORDER))
        return seen if actor.company_id is None else seen.filter(buyer_id=actor.company_id)


class OrderGroup(TenantModel):
    """One basket at several sellers: all of it is ordered, or nothing."""

    number = models.CharField(max_length=30, unique=True)
    buyer = models.ForeignKey("parties.Company", on_delete=models.PROTECT, related_name="+", db_index=False)
    state = models.CharField(max_length=10, default="trying")
    asked_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    reason = models.CharField(max_length=400, blank=True)
    saga_id = models.UUIDField(null=True)

    objects = GroupQuerySet.as_manager()

    class Meta:
        default_permissions = ()
        db_table = "orders_ordergroup"
        indexes = (models.Index(fields=["buyer", "-id"], name="order_group_buyer"),)
        constraints = (models.CheckConstraint(condition=Q(state__in=GROUP_STATES), name="order_group_state"),)


class TentativeOrder(TenantModel):
    """Goods and prices held for a buyer. `request` is the order to be, `prices` what was promised, by item."""

    number = models.CharField(max_length=30, unique=True)
    buyer = models.ForeignKey("parties.Company", on_delete=models.PROTECT, related_name="+", db_index=False)
    seller = models.ForeignKey("parties.Company", on_delete=models.PROTECT, related_name="+", db_index=False)
    group = models.ForeignKey(OrderGroup, on_delete=models.PROTECT, related_name="parts", null=True)
    part = models.PositiveSmallIntegerField(default=0)
    currency = models.CharField(max_length=3)
    net_minor = models.BigIntegerField()
    tax_minor = models.BigIntegerField()
    total_minor = models.BigIntegerField()
    state = models.CharField(max_length=10, default="asked")
    request = models.JSONField()
    prices = models.JSONField()
    principal = models.CharField(max_length=140)
    asked_at = models.DateTimeField()
    expires_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    order = models.OneToOneField("orders.Order", on_delete=models.PROTECT, related_name="+", null=True)

    objects = TentativeQuerySet.as_manager()

    class Meta:
        default_permissions = ()
        db_table = "orders_tentativeorder"
        indexes = (
            models.Index(fields=["buyer", "-id"], name="tentative_buyer"),
            models.Index(fields=["seller", "-id"], name="tentative_seller"),
        )
        constraints = (
            models.CheckConstraint(condition=Q(state__in=TENTATIVE_STATES), name="tentative_state"),
            models.CheckConstraint(condition=Q(total_minor=F("net_minor") + F("tax_minor")), name="tentative_total"),
            models.CheckConstraint(
                condition=Q(state="confirmed", order__isnull=False) | (~Q(state="confirmed") & Q(order=None)),
                name="tentative_confirmed_has_order",
            ),
        )


class PrepaidBuyer(TenantModel):
    """A buyer whom this seller delivers to only once it has paid."""

    seller = models.ForeignKey("parties.Company", on_delete=models.PROTECT, related_name="+", db_index=False)
    buyer = models.ForeignKey("parties.Company", on_delete=models.PROTECT, related_name="+", db_index=False)
    since = models.DateTimeField()

    class Meta:
        default_permissions = ()
        db_table = "orders_prepaidbuyer"
        constraints = (models.UniqueConstraint(fields=["seller", "buyer"], name="prepaid_buyer_once"),)
