"""Stock, warehouses and receipts, cut to what the actor's company owns."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from django.db.models import F, Sum

from shared_apps.foundation.actor import Actor
from shared_apps.foundation.cutting import within
from tenant_apps.catalogue.queries import search_terms
from tenant_apps.inventory.models import GoodsReceipt, StockLevel, Warehouse
from tenant_apps.inventory.permissions import VIEW_STOCK
from tenant_apps.inventory.queries.lots import in_transit_to
from tenant_apps.inventory.types import StockLine


@dataclass(frozen=True, slots=True)
class WarehouseLine:
    id: UUID
    company_id: UUID
    company_name: str
    code: str
    name: str
    country: str


@dataclass(frozen=True, slots=True)
class ReceiptFacts:
    id: UUID
    number: str
    shipment_id: UUID
    received_at: datetime
    note: str


def available(item_ids: Iterable[UUID]) -> dict[UUID, Decimal]:
    """Free stock of each item over all warehouses, in the item's unit; items without a level are left out."""
    rows = StockLevel.objects.filter(item_id__in=list(item_ids)).values("item_id")
    found = rows.annotate(free=Sum(F("on_hand") - F("reserved") - F("quarantined"))).values_list("item_id", "free")
    return dict(found)


def list_stock(
    actor: Actor,
    *,
    search: str = "",
    warehouse_id: UUID | None = None,
    item_id: UUID | None = None,
    after: UUID | None = None,
    limit: int = 50,
) -> list[StockLine]:
    """Levels of the actor's company (all for the marketplace), newest level first; `after` continues a list."""
    rows = StockLevel.objects.select_related("item", "warehouse").order_by("-id")
    rows = rows.filter(within(actor, VIEW_STOCK, warehouses="warehouse_id"))
    if not actor.is_marketplace:
        rows = rows.filter(warehouse__company_id=actor.company_id) if actor.company_id else rows.none()
    if terms := search_terms(search):
        rows = rows.filter(item__terms__contains=terms)
    if warehouse_id is not None:
        rows = rows.filter(warehouse_id=warehouse_id)
    if item_id is not None:
        rows = rows.filter(item_id=item_id)
    if after is not None:
        last = StockLevel.objects.filter(item_id=after).values_list("id", flat=True).first()
        rows = rows.filter(pk__lt=last or after)
    found = list(rows[:limit])
    coming = in_transit_to([row.item_id for row in found])
    return [_line(row, coming) for row in found]


def _line(row: StockLevel, coming: Mapping[tuple[UUID, UUID], Decimal]) -> StockLine:
    return StockLine(
        item_id=row.item_id,
        sku=row.item.sku,
        name=row.item.name,
        unit=row.item.unit,
        company_id=row.warehouse.company_id,
        warehouse_id=row.warehouse_id,
        warehouse_code=row.warehouse.code,
        warehouse_name=row.warehouse.name,
        on_hand=row.on_hand,
        reserved=row.reserved,
        quarantined=row.quarantined,
        in_transit=coming.get((row.item_id, row.warehouse_id), Decimal(0)),
    )


def list_warehouses(actor: Actor, company_id: UUID | None = None) -> list[WarehouseLine]:
    """Warehouses of the actor's company; the marketplace sees all, or those of one company."""
    rows = Warehouse.objects.select_related("company").order_by("company__name", "code")
    rows = rows.filter(within(actor, VIEW_STOCK, warehouses="pk"))
    if not actor.is_marketplace:
        rows = rows.filter(company_id=actor.company_id) if actor.company_id else rows.none()
    if company_id is not None:
        rows = rows.filter(company_id=company_id)
    return [WarehouseLine(row.pk, row.company_id, row.company.name, row.code, row.name, row.country) for row in rows]


def warehouse_choices(company_id: UUID | None) -> list[tuple[str, str]]:
    """Warehouses of a company, all of them for the marketplace, for who bounds a grant by some."""
    rows = Warehouse.objects.order_by("code")
    if company_id is not None:
        rows = rows.filter(company_id=company_id)
    return [(str(row.pk), f"{row.name} ({row.code})") for row in rows]


def receipts_of_shipments(shipment_ids: Iterable[UUID]) -> dict[UUID, ReceiptFacts]:
    """The goods receipt of each shipment that has one. The caller has checked who may see the shipments."""
    rows = GoodsReceipt.objects.filter(shipment_id__in=list(shipment_ids))
    return {
        row.shipment_id: ReceiptFacts(row.pk, row.number, row.shipment_id, row.received_at, row.note) for row in rows
    }


def receipt_of_shipment(shipment_id: UUID) -> ReceiptFacts | None:
    """The goods receipt of one shipment."""
    return receipts_of_shipments([shipment_id]).get(shipment_id)
