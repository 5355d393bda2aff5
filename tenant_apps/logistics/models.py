"""Shipments and what is in them. The delivery note is the shipment's document."""

from collections.abc import Collection
from uuid import UUID

from django.db import models
from django.db.models import Q

from shared_apps.foundation.actor import Actor
from shared_apps.foundation.cutting import Column, all_lines, within
from shared_apps.tenancy.models import TenantModel
from tenant_apps.catalogue.queries import items_on
from tenant_apps.logistics.permissions import VIEW_SHIPMENT


def _leaving(warehouses: Collection[UUID]) -> Q:
    """Shipments of which something leaves from one of these warehouses."""
    return Q(pk__in=ShipmentLine.objects.filter(order_line__warehouse_id__in=warehouses).values("shipment_id"))


def _of_categories(codes: Collection[str]) -> Q:
    """Shipments with goods of these categories alone."""
    return all_lines(ShipmentLine.objects.all(), "shipment_id", Q(order_line__item_id__in=items_on(codes)))


# Where the bounds of a grant stand in a shipment: whose order it is of, from where it leaves, and what is in it.
BOUNDED: dict[str, Column] = {"people": "order__placed_by", "warehouses": _leaving, "categories": _of_categories}


class ShipmentQuerySet(models.QuerySet["Shipment"]):
    """Seen by buyer, seller and the marketplace."""

    def visible_to(self, actor: Actor) -> "ShipmentQuerySet":
        if actor.kind == "anonymous":
            return self.none()
        seen = self.filter(within(actor, VIEW_SHIPMENT, **BOUNDED))
        if actor.company_id is None:
            return seen
        return seen.filter(Q(buyer_id=actor.company_id) | Q(seller_id=actor.company_id))


class Shipment(TenantModel):
    """Goods of one order, or of one of its parts, on their way. States: planned, shipped, received, cancelled.

    A held one is planned and does not leave until it is released, `held_why` says what for.
    """

    number = models.CharField(max_length=30, unique=True)
    order = models.ForeignKey("orders.Order", on_delete=models.PROTECT, related_name="+")
    part = models.ForeignKey("orders.OrderPart", on_delete=models.PROTECT, related_name="+", null=True)
    buyer = models.ForeignKey("parties.Company", on_delete=models.PROTECT, related_name="+", db_index=False)
    seller = models.ForeignKey("parties.Company", on_delete=models.PROTECT, related_name="+", db_index=False)
    state = models.CharField(max_length=10, default="planned")
    carrier = models.CharField(max_length=80, blank=True)
    tracking = models.CharField(max_length=80, blank=True)
    created_at = models.DateTimeField()
    shipped_at = models.DateTimeField(null=True)
    received_at = models.DateTimeField(null=True)
    document_id = models.UUIDField(null=True)
    held_at = models.DateTimeField(null=True)
    held_why = models.CharField(max_length=200, blank=True, default="", db_default="")
    # Automatic shipping could not send it: the code of the refusal and what it said. It goes once goods come in.
    waits_for = models.CharField(max_length=60, blank=True, default="", db_default="")
    waits_facts = models.JSONField(default=dict, db_default={})
    waits_since = models.DateTimeField(null=True)

    objects = ShipmentQuerySet.as_manager()

    class Meta:
        default_permissions = ()
        indexes = (
            models.Index(fields=["buyer", "-id"], name="shipment_buyer"),
            models.Index(fields=["seller", "-id"], name="shipment_seller"),
            # What waits to leave and what is on its way, in their order: looked through for what takes too long.
            models.Index(fields=["created_at", "id"], condition=Q(state="planned"), name="shipment_waits"),
            models.Index(fields=["shipped_at", "id"], condition=Q(state="shipped"), name="shipment_on_its_way"),
        )
        constraints = (
            models.CheckConstraint(
                condition=Q(state__in=["planned", "shipped", "received", "cancelled"]), name="shipment_state"
            ),
        )


class ShipmentLine(TenantModel):
    shipment = models.ForeignKey(Shipment, on_delete=models.PROTECT, related_name="lines")
    order_line = models.ForeignKey("orders.OrderLine", on_delete=models.PROTECT, related_name="+", db_index=False)
    quantity = models.DecimalField(max_digits=20, decimal_places=6)

    class Meta:
        default_permissions = ()


class SurplusQuerySet(models.QuerySet["Surplus"]):
    """Seen by buyer, seller and the marketplace."""

    def visible_to(self, actor: Actor) -> "SurplusQuerySet":
        if actor.kind == "anonymous":
            return self.none()
        theirs: dict[str, Column] = {
            "people": "shipment__order__placed_by",
            "warehouses": "order_line__warehouse_id",
            "categories": lambda codes: Q(order_line__item_id__in=items_on(codes)),
        }
        seen = self.filter(within(actor, VIEW_SHIPMENT, **theirs))
        if actor.company_id is None:
            return seen
        return seen.filter(Q(shipment__buyer_id=actor.company_id) | Q(shipment__seller_id=actor.company_id))


class Surplus(TenantModel):
    """More of a line arrived than was sent. States: open, kept (ordered as `order`), returned, waived (a present)."""

    shipment = models.ForeignKey(Shipment, on_delete=models.PROTECT, related_name="+")
    order_line = models.ForeignKey("orders.OrderLine", on_delete=models.PROTECT, related_name="+", db_index=False)
    quantity = models.DecimalField(max_digits=20, decimal_places=6)
    state = models.CharField(max_length=10, default="open")
    reported_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    order = models.ForeignKey("orders.Order", on_delete=models.PROTECT, related_name="+", null=True, db_index=False)

    objects = SurplusQuerySet.as_manager()

    class Meta:
        default_permissions = ()
        indexes = (models.Index(fields=["reported_at", "id"], condition=Q(state="open"), name="surplus_open"),)
        constraints = (
            models.UniqueConstraint(fields=["shipment", "order_line"], name="surplus_once"),
            models.CheckConstraint(condition=Q(quantity__gt=0), name="surplus_of_something"),
            models.CheckConstraint(
                condition=Q(state__in=["open", "returned", "waived"], order__isnull=True)
                | Q(state="kept", order__isnull=False),
                name="surplus_state",
            ),
        )
