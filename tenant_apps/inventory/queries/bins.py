"""Bins with what lies in them, and batches as a list; cut to the reader's own warehouses."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce

from shared_apps.api.paging import cut
from shared_apps.foundation.actor import Actor
from tenant_apps.catalogue.queries import search_terms
from tenant_apps.inventory.models import StockBalance, StockBin, StockLot
from tenant_apps.inventory.queries.lots import balance_rows, bin_rows, lot_rows

PAGE = 40
CONTENTS = 200


@dataclass(frozen=True, slots=True)
class BinRow:
    """A bin; `items` and `lots` are how many different ones lie in it."""

    id: UUID
    warehouse_id: UUID
    warehouse: str
    code: str
    zone: str
    position: int
    blocked_for: str
    items: int
    lots: int


@dataclass(frozen=True, slots=True)
class BinPage:
    rows: Sequence[BinRow]
    next_cursor: str


@dataclass(frozen=True, slots=True)
class LotPage:
    rows: Sequence[StockLot]
    next_cursor: str


def _bins(actor: Actor, filters: Mapping[str, str]) -> QuerySet[StockBin]:
    rows = bin_rows(actor, {})
    if filters.get("warehouse"):
        rows = rows.filter(warehouse__code=filters["warehouse"])
    for word in filters.get("q", "").split()[:5]:
        rows = rows.filter(Q(code__icontains=word) | Q(zone__icontains=word))
    full = StockBalance.objects.filter(bin_id=OuterRef("pk"), on_hand__gt=0)
    view = filters.get("view", "")
    if view == "full":
        rows = rows.filter(Exists(full))
    elif view == "empty":
        rows = rows.filter(~Exists(full))
    elif view == "blocked":
        rows = rows.exclude(blocked_for="")
    return rows


def bin_page(actor: Actor, filters: Mapping[str, str], cursor: str | None) -> BinPage:
    """Bins of one view, newest first."""
    found = cut(_bins(actor, filters).select_related("warehouse"), "bins", cursor=cursor, limit=PAGE)
    lying = StockBalance.objects.filter(bin_id__in=[row.pk for row in found.rows], on_hand__gt=0).order_by()
    counts = {
        pk: (items, lots)
        for pk, items, lots in lying.values_list("bin_id").annotate(
            items=Count("item_id", distinct=True), lots=Count("lot_id", distinct=True)
        )
    }
    return BinPage([_row(row, *counts.get(row.pk, (0, 0))) for row in found.rows], found.next_cursor)


def bin_counts(actor: Actor) -> dict[str, int]:
    """How many bins each view has."""
    return {view or "all": _bins(actor, {"view": view}).count() for view in ("", "full", "empty", "blocked")}


def find_bin_row(actor: Actor, bin_id: UUID) -> BinRow | None:
    row = bin_rows(actor, {"pk": bin_id}).select_related("warehouse").first()
    return _row(row, 0, 0) if row is not None else None


def contents_of(actor: Actor, bin_id: UUID) -> list[StockBalance]:
    """What lies in a bin, what expires first on top."""
    rows = balance_rows(actor, {"bin_id": bin_id}).order_by(F("lot__expires_on").asc(nulls_last=True), "id")
    return list(rows[:CONTENTS])


def codes_of_warehouse(actor: Actor, warehouse_id: UUID) -> list[str]:
    """Bins that goods can be put into."""
    rows = bin_rows(actor, {"warehouse_id": warehouse_id, "blocked_for": ""})
    return list(rows.order_by("position", "code").values_list("code", flat=True)[:1000])


def lot_page(actor: Actor, filters: Mapping[str, str], today: date, cursor: str | None) -> LotPage:
    """Batches of one view, newest first; `on_hand` is what is left of each over all warehouses."""
    rows = lot_rows(actor, {})
    view = filters.get("view", "")
    lying = StockBalance.objects.filter(lot_id=OuterRef("pk"), on_hand__gt=0)
    if view == "expired":
        rows = rows.filter(Exists(lying), expires_on__lt=today)
    elif view == "gone":
        rows = rows.filter(~Exists(lying))
    else:
        rows = rows.filter(Exists(lying))
    if terms := search_terms(filters.get("q", "")):
        rows = rows.filter(Q(item__terms__contains=terms) | Q(code__icontains=filters["q"].strip()))
    sums = lying.order_by().values("lot_id")
    rows = rows.annotate(
        on_hand=Coalesce(Subquery(sums.annotate(total=Sum("on_hand")).values("total")), Decimal(0)),
        kept_back=Coalesce(Subquery(sums.annotate(total=Sum("quarantined")).values("total")), Decimal(0)),
    )
    found = cut(rows, f"lots {view}", cursor=cursor, limit=PAGE)
    return LotPage(found.rows, found.next_cursor)


def _row(row: StockBin, items: int, lots: int) -> BinRow:
    return BinRow(
        row.pk, row.warehouse_id, row.warehouse.name, row.code, row.zone, row.position, row.blocked_for, items, lots
    )
