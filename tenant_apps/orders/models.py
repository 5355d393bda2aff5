"""Orders and returns with their lines."""

from collections.abc import Collection
from typing import TypeVar
from uuid import UUID

from django.db import models
from django.db.models import F, Q

from shared_apps.foundation.actor import Actor
from shared_apps.foundation.cutting import all_lines, within
from shared_apps.tenancy.models import TenantModel
from tenant_apps.catalogue.queries import items_on
from tenant_apps.orders.models_allowances import OrderAllowance
from tenant_apps.orders.models_amendments import SIDES, OrderAmendment
from tenant_apps.orders.models_lists import RequisitionLine, RequisitionList
from tenant_apps.orders.models_parts import (
    Basket,
    BasketOrder,
    CustomerGrade,
    JointDelivery,
    JointDeliveryOrder,
    OrderDelivery,
    OrderPart,
    OrderPartLine,
    OrderSplit,
    WarehouseTerms,
)
from tenant_apps.orders.models_recurring import RecurringOrder, RecurringRun
from tenant_apps.orders.models_sheets import PartNumber, QuickRow, QuickSheet
from tenant_apps.orders.permissions import VIEW_ORDER

__all__ = [
    "SIDES",
    "Basket",
    "BasketOrder",
    "CustomerGrade",
    "JointDelivery",
    "JointDeliveryOrder",
    "Order",
    "OrderAllowance",
    "OrderAmendment",
    "OrderDelivery",
    "OrderLine",
    "OrderPart",
    "OrderPartLine",
    "OrderReturn",
    "OrderReturnLine",
    "OrderSplit",
    "PartNumber",
    "QuickRow",
    "QuickSheet",
    "RecurringOrder",
    "RecurringRun",
    "RequisitionLine",
    "RequisitionList",
    "WarehouseTerms",
]

ORDER_STATES = ("accepted", "shipped", "delivered", "invoiced", "settled", "cancelled")


Row = TypeVar("Row", bound=models.Model)


def _leaving(warehouses: Collection[UUID]) -> models.QuerySet["OrderLine", UUID]:
    """Orders of which something leaves from one of these warehouses."""
    return OrderLine.objects.filter(warehouse_id__in=warehouses).values_list("order_id", flat=True)


def of_categories(codes: Collection[str]) -> Q:
    """Orders of which every line is of these categories."""
    return all_lines(OrderLine.objects.all(), "order_id", Q(item_id__in=items_on(codes)))


def returns_of_categories(codes: Collection[str]) -> Q:
    """The same of returns."""
    return all_lines(OrderReturnLine.objects.all(), "order_return_id", Q(item_id__in=items_on(codes)))


class TwoPartyQuerySet(models.QuerySet[Row]):
    """Orders and returns are seen by their buyer, their seller and the marketplace."""

    def visible_to(self, actor: Actor, permission: str = VIEW_ORDER) -> "TwoPartyQuerySet[Row]":
        """`permission` is for what it is asked: a right of its own may have other bounds than reading."""
        if actor.kind == "anonymous":
            return self.none()
        path = "" if self.model is Order else "order__"
        seen = self.filter(
            within(
                actor,
                permission,
                people=f"{path}placed_by",
                warehouses=lambda those: Q(**{f"{path}pk__in": _leaving(those)}),
                categories=of_categories if self.model is Order else returns_of_categories,
            )
        )
        if actor.company_id is None:
            return seen
        return seen.filter(Q(buyer_id=actor.company_id) | Q(seller_id=actor.company_id))


class Order(TenantModel):
    """Executable delivery of one deal. `client_reference` is the buyer's own number and protects against doubles.

    `payment_terms` are those the buyer chose in the order; without them it has the seller's usual ones.
    """

    number = models.CharField(max_length=30, unique=True)
    deal = models.OneToOneField("trading.Deal", on_delete=models.PROTECT, related_name="+")
    buyer = models.ForeignKey("parties.Company", on_delete=models.PROTECT, related_name="+", db_index=False)
    seller = models.ForeignKey("parties.Company", on_delete=models.PROTECT, related_name="+", db_index=False)
    client_reference = models.CharField(max_length=80, null=True)  # noqa: DJ001  (unique only where given)
    currency = models.CharField(max_length=3)
    net_minor = models.BigIntegerField()
    tax_minor = models.BigIntegerField()
    total_minor = models.BigIntegerField()
    state = models.CharField(max_length=12, default="accepted")
    ordered_at = models.DateTimeField()
    accepted_at = models.DateTimeField()
    note = models.CharField(max_length=300, blank=True)
    cost_centre = models.CharField(max_length=40, blank=True)
    # Who ordered, such as `user:<id>`; empty where a deal of another kind became an order.
    placed_by = models.CharField(max_length=140, blank=True, db_default="")
    # Terms of payment are an app's above: no foreign key points up. They are never deleted.
    payment_terms = models.UUIDField(null=True)

    objects = TwoPartyQuerySet.as_manager()

    class Meta:
        default_permissions = ()
        indexes = (
            models.Index(fields=["buyer", "-id"], name="order_buyer"),
            models.Index(fields=["seller", "-id"], name="order_seller"),
        )
        constraints = (
            models.UniqueConstraint(
                fields=["buyer", "seller", "client_reference"],
                condition=Q(client_reference__isnull=False),
                name="order_client_reference_once",
            ),
            models.CheckConstraint(condition=Q(total_minor=F("net_minor") + F("tax_minor")), name="order_total"),
            models.CheckConstraint(condition=Q(state__in=ORDER_STATES), name="order_state"),
        )


class OrderLine(TenantModel):
    order = models.ForeignKey(Order, on_delete=models.PROTECT, related_name="lines", db_index=False)
    line_no = models.PositiveIntegerField()
    # Without the database's check (ADR 0008): items and warehouses are never deleted, which a trigger holds.
    item = models.ForeignKey("catalogue.Item", on_delete=models.PROTECT, related_name="+", db_constraint=False)
    warehouse = models.ForeignKey(
        "inventory.Warehouse",
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        db_index=False,
        db_constraint=False,
    )
    description = models.CharField(max_length=200)
    quantity = models.DecimalField(max_digits=20, decimal_places=6)
    unit = models.CharField(max_length=3)
    unit_price = models.DecimalField(max_digits=20, decimal_places=6)
    tax_rate = models.DecimalField(max_digits=6, decimal_places=4)
    net_minor = models.BigIntegerField()
    tax_minor = models.BigIntegerField()
    shipped = models.DecimalField(max_digits=20, decimal_places=6, default=0)
    returned = models.DecimalField(max_digits=20, decimal_places=6, default=0)

    class Meta:
        default_permissions = ()
        constraints = (
            models.UniqueConstraint(fields=["order", "line_no"], name="order_line_once"),
            models.CheckConstraint(condition=Q(quantity__gt=0, shipped__lte=F("quantity")), name="order_line_sane"),
        )


class OrderReturn(TenantModel):
    """Goods or money given back. Without an order when the origin is older than the marketplace."""

    number = models.CharField(max_length=30, unique=True)
    order = models.ForeignKey(Order, on_delete=models.PROTECT, related_name="+", null=True)
    buyer = models.ForeignKey("parties.Company", on_delete=models.PROTECT, related_name="+", db_index=False)
    seller = models.ForeignKey("parties.Company", on_delete=models.PROTECT, related_name="+", db_index=False)
    client_reference = models.CharField(max_length=80, null=True)  # noqa: DJ001  (unique only where given)
    currency = models.CharField(max_length=3)
    net_minor = models.BigIntegerField()
    tax_minor = models.BigIntegerField()
    total_minor = models.BigIntegerField()
    reason = models.CharField(max_length=200)
    returned_at = models.DateTimeField()
    accepted_at = models.DateTimeField()

    objects = TwoPartyQuerySet.as_manager()

    class Meta:
        default_permissions = ()
        indexes = (
            models.Index(fields=["buyer", "-id"], name="order_return_buyer"),
            models.Index(fields=["seller", "-id"], name="order_return_seller"),
        )
        constraints = (
            models.UniqueConstraint(
                fields=["buyer", "seller", "client_reference"],
                condition=Q(client_reference__isnull=False),
                name="order_return_reference_once",
            ),
        )


class OrderReturnLine(TenantModel):
    order_return = models.ForeignKey(OrderReturn, on_delete=models.PROTECT, related_name="lines")
    line_no = models.PositiveIntegerField()
    order_line = models.ForeignKey(OrderLine, on_delete=models.PROTECT, related_name="+", null=True, db_index=False)
    item = models.ForeignKey("catalogue.Item", on_delete=models.PROTECT, related_name="+", db_index=False)
    warehouse = models.ForeignKey(
        "inventory.Warehouse", on_delete=models.PROTECT, related_name="+", null=True, db_index=False
    )
    description = models.CharField(max_length=200)
    quantity = models.DecimalField(max_digits=20, decimal_places=6)
    unit = models.CharField(max_length=3)
    unit_price = models.DecimalField(max_digits=20, decimal_places=6)
    tax_rate = models.DecimalField(max_digits=6, decimal_places=4)
    net_minor = models.BigIntegerField()
    tax_minor = models.BigIntegerField()

    class Meta:
        default_permissions = ()


from tenant_apps.orders.draft_models import OrderDraft as OrderDraft  # noqa: E402  (its owner is this app)
from tenant_apps.orders.tentative.models import OrderGroup, PrepaidBuyer, TentativeOrder  # noqa: E402, F401
