"""Stock as its pages list it: only what lies in the reader's own warehouses."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import Count, F, Q, QuerySet

from shared_apps.api.paging import cut
from shared_apps.foundation.actor import Actor
from shared_apps.foundation.cutting import within
from tenant_apps.catalogue.queries import search_terms
from tenant_apps.inventory.models import StockLevel, StockMovement
from tenant_apps.inventory.permissions import VIEW_STOCK
from tenant_apps.inventory.queries.lots import in_transit_to
from tenant_apps.inventory.queries.records import KINDS
from tenant_apps.inventory.types import StockLine

PAGE = 40


@dataclass(frozen=True, slots=True)
class MovementRow:
    item_id: UUID
    sku: str
    name: str
    unit: str
    warehouse: str
    kind: str
    quantity: Decimal
    quarantined: Decimal
    lot_id: UUID | None
    lot: str
    bin: str
    note: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Page:
    rows: Sequence[Any]
    next_cursor: str


def levels_of(actor: Actor, filters: Mapping[str, str]) -> QuerySet[StockLevel]:
    """Levels of one view: all, those with nothing free, those with something promised."""
    rows = StockLevel.objects.filter(within(actor, VIEW_STOCK, warehouses="warehouse_id"))
    if actor.company_id is not None:
        rows = rows.filter(warehouse__company_id=actor.company_id)
    view = filters.get("view", "")
    if view == "empty":
        rows = rows.filter(on_hand__lte=F("reserved") + F("quarantined"))
    elif view == "promised":
        rows = rows.filter(reserved__gt=0)
    elif view == "kept_back":
        rows = rows.filter(quarantined__gt=0)
    if filters.get("warehouse"):
        rows = rows.filter(warehouse__code=filters["warehouse"])
    if terms := search_terms(filters.get("q", "")):
        rows = rows.filter(item__terms__contains=terms)
    return rows


def level_counts(actor: Actor) -> dict[str, int]:
    return levels_of(actor, {}).aggregate(
        all=Count("pk"),
        empty=Count("pk", filter=Q(on_hand__lte=F("reserved") + F("quarantined"))),
        promised=Count("pk", filter=Q(reserved__gt=0)),
        kept_back=Count("pk", filter=Q(quarantined__gt=0)),
    )


def level_page(actor: Actor, filters: Mapping[str, str], cursor: str | None) -> Page:
    rows = levels_of(actor, filters).select_related("item", "warehouse")
    found = cut(rows, "stock", cursor=cursor, limit=PAGE)
    coming = in_transit_to([row.item_id for row in found.rows])
    return Page([_level(row, coming) for row in found.rows], found.next_cursor)


def level_export(actor: Actor, filters: Mapping[str, str]) -> list[StockLine]:
    rows = levels_of(actor, filters).select_related("item", "warehouse").order_by("-id")
    return [_level(row, {}) for row in rows.iterator(chunk_size=1000)]


def movements_of(actor: Actor, filters: Mapping[str, str]) -> QuerySet[StockMovement]:
    """Movements of one filter."""
    rows = StockMovement.objects.select_related("item", "warehouse", "lot", "bin")
    rows = rows.filter(within(actor, VIEW_STOCK, warehouses="warehouse_id"))
    if actor.company_id is not None:
        rows = rows.filter(warehouse__company_id=actor.company_id)
    if filters.get("kind") in KINDS:
        rows = rows.filter(kind=filters["kind"])
    if filters.get("warehouse"):
        rows = rows.filter(warehouse__code=filters["warehouse"])
    if terms := search_terms(filters.get("q", "")):
        rows = rows.filter(item__terms__contains=terms)
    return rows


def movement_page(actor: Actor, filters: Mapping[str, str], cursor: str | None) -> Page:
    """Movements, newest first."""
    found = cut(movements_of(actor, filters), "movements", cursor=cursor, limit=PAGE, key="seq")
    return Page([_movement(row) for row in found.rows], found.next_cursor)


def movement_export(actor: Actor, filters: Mapping[str, str]) -> Iterator[MovementRow]:
    """The same rows as the list, all of them."""
    for row in movements_of(actor, filters).order_by("-seq").iterator(chunk_size=1000):
        yield _movement(row)


def _movement(row: StockMovement) -> MovementRow:
    return MovementRow(
        item_id=row.item_id,
        sku=row.item.sku,
        name=row.item.name,
        unit=row.item.unit,
        warehouse=row.warehouse.name,
        kind=row.kind,
        quantity=row.quantity,
        quarantined=row.quarantined,
        lot_id=row.lot_id,
        lot=row.lot.code if row.lot else "",
        bin=row.bin.code if row.bin else "",
        note=row.note,
        at=row.at,
    )


def _level(row: StockLevel, coming: Mapping[tuple[UUID, UUID], Decimal]) -> StockLine:
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
