"""Rows of stock, movements and warehouses for lists that page further, already cut to what the actor may see."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import QuerySet, Sum

from shared_apps.foundation.actor import Actor
from shared_apps.foundation.cutting import within
from tenant_apps.inventory.models import StockLevel, StockMovement, Warehouse
from tenant_apps.inventory.permissions import VIEW_STOCK

KINDS = (
    "opening", "receipt", "issue", "return", "adjustment", "count", "loss", "transfer_out", "transfer_in", "quarantine",
    "release", "move",
)  # fmt: skip


def warehouse_rows(actor: Actor, filters: Mapping[str, Any]) -> QuerySet[Warehouse]:
    """Warehouses of the actor's company; the marketplace sees all."""
    rows = Warehouse.objects.filter(within(actor, VIEW_STOCK, warehouses="pk"), **filters)
    return rows if actor.is_marketplace else rows.filter(company_id=actor.own_company)


def level_rows(actor: Actor, filters: Mapping[str, Any]) -> QuerySet[StockLevel]:
    """Stock levels of the actor's company with their items; `sku` is the supplier's article number."""
    rows = StockLevel.objects.select_related("item").filter(within(actor, VIEW_STOCK, warehouses="warehouse_id"))
    equal = dict(filters)
    if "sku" in equal:
        equal["item__sku"] = equal.pop("sku")
    rows = rows.filter(**equal)
    return rows if actor.is_marketplace else rows.filter(warehouse__company_id=actor.own_company)


def movement_rows(actor: Actor, filters: Mapping[str, Any]) -> QuerySet[StockMovement]:
    """Movements in the actor's warehouses with their items."""
    rows = StockMovement.objects.select_related("item").filter(**filters)
    rows = rows.filter(within(actor, VIEW_STOCK, warehouses="warehouse_id"))
    return rows if actor.is_marketplace else rows.filter(warehouse__company_id=actor.own_company)


def levels_by_sku(company_id: UUID) -> dict[str, tuple[Decimal, Decimal]]:
    """On hand and reserved of each article of a company, over its warehouses; for reports that reckon stock again."""
    rows = StockLevel.objects.filter(warehouse__company_id=company_id).values("item__sku")
    sums = rows.annotate(there=Sum("on_hand"), promised=Sum("reserved"))
    return {row["item__sku"]: (row["there"], row["promised"]) for row in sums}


def moved_by_sku(company_id: UUID, *kinds: str) -> dict[str, Decimal]:
    """Sum of the movements of each article that is a company's own, of these kinds or of all."""
    rows = StockMovement.objects.filter(warehouse__company_id=company_id, owner__isnull=True)
    if kinds:
        rows = rows.filter(kind__in=kinds)
    return dict(rows.values_list("item__sku").annotate(total=Sum("quantity")))
