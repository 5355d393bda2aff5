"""Counts and their sheets. A sheet is blind: while a line is being counted, nobody is told what the books say."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import Count, Q, QuerySet, Sum
from django.utils.translation import gettext as _

from shared_apps.foundation.actor import Actor
from shared_apps.foundation.cutting import within
from tenant_apps.inventory import errors
from tenant_apps.inventory.decisions.judge_count import accuracy
from tenant_apps.inventory.models import CountLine, StockCount
from tenant_apps.inventory.permissions import VIEW_STOCK

TOLD = ("review", "done")


@dataclass(frozen=True, slots=True)
class SheetLine:
    """One line as its counter sees it. `expected` and `difference` are None while the line is still counted."""

    id: UUID
    item_id: UUID
    sku: str
    name: str
    unit: str
    zone: str
    bin: str
    lot: str
    owner: str
    state: str
    rounds: int
    counted_by: str
    counted_at: datetime | None
    found: Decimal | None
    expected: Decimal | None
    difference: Decimal | None
    value: Decimal | None
    decided_by: str
    reason: str


def count_rows(actor: Actor, filters: Mapping[str, Any]) -> QuerySet[StockCount]:
    """Counts with how many lines they have and how many are done."""
    rows = StockCount.objects.select_related("warehouse").filter(**filters)
    rows = rows.filter(within(actor, VIEW_STOCK, warehouses="warehouse_id"))
    if not actor.is_marketplace:
        rows = rows.filter(warehouse__company_id=actor.own_company)
    return rows.annotate(
        all_lines=Count("lines"),
        done_lines=Count("lines", filter=Q(lines__state="done")),
        review_lines=Count("lines", filter=Q(lines__state="review")),
    )


def find_count(actor: Actor, count_id: UUID) -> StockCount:
    """The count if this actor may see it."""
    row = count_rows(actor, {"pk": count_id}).first()
    if row is None:
        raise errors.unknown("count_id", _("There is no such count."))
    return row


def sheet_of(count: StockCount) -> list[SheetLine]:
    """Lines in the order of the way through the warehouse."""
    rows = CountLine.objects.filter(count=count).select_related("item", "bin", "lot", "owner")
    return [_line(row) for row in rows.order_by("bin__position", "bin__code", "item__sku", "lot__code", "id")]


def _line(row: CountLine) -> SheetLine:
    told = row.state in TOLD
    return SheetLine(
        id=row.pk,
        item_id=row.item_id,
        sku=row.item.sku,
        name=row.item.name,
        unit=row.item.unit,
        zone=row.bin.zone if row.bin else "",
        bin=row.bin.code if row.bin else "",
        lot=row.lot.code if row.lot else "",
        owner=row.owner.name if row.owner else "",
        state=row.state,
        rounds=row.rounds,
        counted_by=row.counted_by_name if told else "",
        counted_at=row.counted_at if told else None,
        found=row.found if told else None,
        expected=row.expected if told else None,
        difference=row.difference if told else None,
        value=row.value if told else None,
        decided_by=row.decided_by_name,
        reason=row.reason,
    )


def accuracy_by_warehouse(actor: Actor) -> Sequence[tuple[str, Decimal, int]]:
    """Share of lines that were right at once, over all closed counts: `(warehouse, share, lines)`."""
    rows = StockCount.objects.filter(within(actor, VIEW_STOCK, warehouses="warehouse_id"), state="closed")
    if not actor.is_marketplace:
        rows = rows.filter(warehouse__company_id=actor.own_company)
    sums = rows.order_by("warehouse__name").values("warehouse_id", "warehouse__name")
    found = []
    for row in sums.annotate(right=Sum("exact"), of=Sum("counted")):
        share = accuracy([row["right"]], [row["of"]])
        if share is not None:
            found.append((row["warehouse__name"], share, row["of"]))
    return found
