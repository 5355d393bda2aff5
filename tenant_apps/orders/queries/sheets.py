"""Sheets of one's own company as pages, API and sheets of faults show them."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext as _

from shared_apps.api.paging import cut
from shared_apps.foundation.actor import Actor
from shared_apps.foundation.money import Money
from shared_apps.outbox.models import Job
from tenant_apps.catalogue.queries import get_items
from tenant_apps.orders import sheet_errors
from tenant_apps.orders.models import Order, OrderDraft, PartNumber, QuickRow, QuickSheet
from tenant_apps.orders.queries.sheet_texts import column_name, reason, remedy, told
from tenant_apps.parties.queries import names_of
from tenant_apps.trading.kernel.types import LineAmounts

PAGE = 100
CELLS = ("article", "part_number", "supplier", "quantity", "unit", "wanted_on", "note")


@dataclass(frozen=True, slots=True)
class Said:
    """One thing that is wrong with a row."""

    column: str
    name: str
    reason: str
    remedy: str
    near: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RowFacts:
    """A row: what was written, what it is, what it costs."""

    id: UUID
    row_no: int
    state: str
    cells: Mapping[str, str]
    item_id: UUID | None
    sku: str
    name: str
    supplier: str
    quantity: Decimal | None
    unit: str
    unit_price: Decimal | None
    net: Money | None
    faults: tuple[Said, ...]
    hints: tuple[str, ...]
    order_id: UUID | None
    order_number: str
    draft_id: UUID | None
    draft_number: str

    @property
    def wrong(self) -> frozenset[str]:
        return frozenset(one.column for one in self.faults)


@dataclass(frozen=True, slots=True)
class GroupFacts:
    """What one supplier would get."""

    seller_id: UUID
    seller: str
    lines: int
    net: Money


def find_sheet(actor: Actor, sheet_id: UUID) -> QuickSheet:
    """The sheet, when it is of the actor's company."""
    sheet = QuickSheet.objects.visible_to(actor).filter(pk=sheet_id).first()
    if sheet is None:
        raise sheet_errors.sheet_unknown("sheet_id")
    return sheet


def sheet_rows(actor: Actor, filters: Mapping[str, Any]) -> QuerySet[QuickSheet]:
    """Sheets with how many of their rows stand where."""
    counts = {state: Count("rows", filter=Q(rows__state__in=states)) for state, states in COUNTED.items()}
    return QuickSheet.objects.visible_to(actor).filter(**filters).annotate(row_count=Count("rows"), **counts)


COUNTED = {"good": ("good",), "bad": ("bad",), "ordered": ("ordered", "known"), "drafted": ("drafted",)}


def rows_of(actor: Actor, filters: Mapping[str, Any]) -> QuerySet[QuickRow]:
    """Rows of one's own sheets."""
    rows = QuickRow.objects.filter(sheet__in=QuickSheet.objects.visible_to(actor)).select_related("sheet")
    return rows.filter(**filters)


def row_page(sheet: QuickSheet, state: str, cursor: str | None) -> tuple[list[RowFacts], str]:
    """Rows in their order; `state` keeps one kind."""
    rows = QuickRow.objects.filter(sheet=sheet)
    if state in COUNTED:
        rows = rows.filter(state__in=COUNTED[state])
    found = cut(rows, "quick-rows", cursor=cursor, limit=PAGE, sort=("row_no",))
    return row_facts(sheet.currency, found.rows), found.next_cursor


def rows_named(sheet: QuickSheet, numbers: Iterable[int]) -> list[RowFacts]:
    """Rows of a sheet by number, those that are ordered or drafted left out."""
    rows = QuickRow.objects.filter(sheet=sheet, row_no__in=list(numbers), state__in=("good", "bad")).order_by("row_no")
    return row_facts(sheet.currency, list(rows))


def cells_of_sheet(sheet: QuickSheet) -> list[Mapping[str, str]]:
    """What was written in all rows, in their order."""
    return list(QuickRow.objects.filter(sheet=sheet).order_by("row_no").values_list("cells", flat=True))


def row_facts(currency: str, rows: Sequence[QuickRow]) -> list[RowFacts]:
    items = get_items({row.item_id for row in rows if row.item_id is not None})
    orders = dict(Order.objects.filter(pk__in={row.order_id for row in rows}).values_list("pk", "number"))
    drafts = dict(OrderDraft.objects.filter(pk__in={row.draft_id for row in rows}).values_list("pk", "number"))
    return [_facts(currency, row, items, orders | drafts) for row in rows]


def _facts(currency: str, row: QuickRow, items: Mapping[UUID, Any], numbers: Mapping[UUID, str]) -> RowFacts:
    item = items.get(row.item_id) if row.item_id is not None else None
    net = None
    if item is not None and row.unit_price is not None and row.quantity is not None:
        amounts = LineAmounts.of(row.unit_price, row.quantity, item.tax_rate, currency)
        net = Money(amounts.net_minor, currency)
    return RowFacts(
        id=row.pk,
        row_no=row.row_no,
        state=row.state,
        cells={name: row.cells.get(name, "") for name in CELLS},
        item_id=row.item_id,
        sku=item.sku if item else "",
        name=item.name if item else "",
        supplier=item.supplier_name if item else "",
        quantity=row.quantity,
        unit=item.unit if item else "",
        unit_price=row.unit_price,
        net=net,
        faults=tuple(_said(one) for one in row.faults),
        hints=tuple(told(one) for one in row.hints),
        order_id=row.order_id,
        order_number=numbers.get(row.order_id, "") if row.order_id is not None else "",
        draft_id=row.draft_id,
        draft_number=numbers.get(row.draft_id, "") if row.draft_id is not None else "",
    )


def _said(one: Mapping[str, Any]) -> Said:
    near = tuple(one["facts"].get("near") or ())
    return Said(one["column"], column_name(one["column"]), reason(one), remedy(one), near)


def groups_of(sheet: QuickSheet) -> list[GroupFacts]:
    """What is good, by supplier, with its net amount."""
    totals: dict[UUID, list[int]] = {}
    per_item: dict[UUID, tuple[Decimal, Decimal]] = {}
    rows = QuickRow.objects.filter(sheet=sheet, state="good").values_list("item_id", "quantity", "unit_price")
    for item_id, quantity, price in rows:
        if item_id is not None and quantity is not None and price is not None:
            per_item[item_id] = (per_item.get(item_id, (Decimal(0), price))[0] + quantity, price)
    items = get_items(per_item)
    for item_id, (quantity, price) in per_item.items():
        item = items[item_id]
        found = totals.setdefault(item.supplier_id, [0, 0])
        found[0] += 1
        found[1] += LineAmounts.of(price, quantity, item.tax_rate, sheet.currency).net_minor
    names = names_of(totals)
    made = [GroupFacts(pk, names[pk], lines, Money(net, sheet.currency)) for pk, (lines, net) in totals.items()]
    return sorted(made, key=lambda one: one.seller)


def counts_of(sheet: QuickSheet) -> dict[str, int]:
    found = dict(QuickRow.objects.filter(sheet=sheet).values_list("state").annotate(times=Count("pk")).order_by())
    counted = {name: sum(found.get(state, 0) for state in states) for name, states in COUNTED.items()}
    return {"all": sum(found.values()), **counted}


def orders_of_sheet(sheet: QuickSheet) -> list[Order]:
    """The orders that rows of the sheet became."""
    placed = QuickRow.objects.filter(sheet=sheet, state="ordered").values("order_id")
    return list(Order.objects.filter(pk__in=placed).select_related("seller").order_by("id"))


def drafts_of_sheet(sheet: QuickSheet) -> list[OrderDraft]:
    """The drafts that rows of the sheet stand in."""
    asked = QuickRow.objects.filter(sheet=sheet, state="drafted").values("draft_id")
    return list(OrderDraft.objects.filter(pk__in=asked).select_related("seller").order_by("id"))


def approvals_needed(sheet: QuickSheet) -> list[str]:
    """What the company's policies said of orders that can be sent for approval, each once."""
    said = (str(one["message"]) for one in sheet.refusals if one["code"] == "orders.approval_needed")
    return list(dict.fromkeys(said))


def progress_of(sheet: QuickSheet) -> tuple[str, int, int, datetime | None, str]:
    """State, done, total, start and last error of the job that looks at a long sheet."""
    row = Job.objects.filter(pk=sheet.job_id).first() if sheet.job_id else None
    if row is None:
        return "waiting", 0, 0, None, ""
    state = {"owed": "waiting"}.get(row.state, row.state)
    return state, row.done_count, row.total_count or 0, row.created_at, row.last_error if row.state == "failed" else ""


def faulty_head() -> list[str]:
    """The head of a sheet of faults; the words of its first columns are those it is known again by."""
    return ["Kontor sheet", "Row", *(column_name(name) for name in CELLS), _("Column"), _("Reason"), _("Remedy")]


def faulty_rows(sheet: QuickSheet) -> Iterator[list[str]]:
    """The sheet of faults: whose row, what was written, what is wrong with which column, what to do."""
    for row in QuickRow.objects.filter(sheet=sheet, state="bad").order_by("row_no").iterator(chunk_size=1000):
        said = [(column_name(one["column"]), reason(one), remedy(one)) for one in row.faults]
        yield [
            sheet.number,
            str(row.row_no),
            *(row.cells.get(name, "") for name in CELLS),
            *("; ".join(part) for part in zip(*said, strict=True)),
        ]


def sheet_page(actor: Actor, cursor: str | None) -> tuple[Sequence[QuickSheet], str]:
    found = cut(sheet_rows(actor, {}), "quick-orders", cursor=cursor, limit=40)
    return found.rows, found.next_cursor


def part_rows(actor: Actor, filters: Mapping[str, Any]) -> QuerySet[PartNumber]:
    """Part numbers of one's own company."""
    rows = PartNumber.objects.filter(**filters).select_related("item__supplier")
    if actor.kind == "anonymous":
        return rows.none()
    return rows.filter(buyer_id=actor.company_id) if actor.company_id else rows


def part_page(actor: Actor, text: str, cursor: str | None) -> tuple[Sequence[PartNumber], str]:
    rows = part_rows(actor, {})
    for word in text.split():
        rows = rows.filter(Q(number__icontains=word) | Q(item__sku__icontains=word) | Q(item__name__icontains=word))
    found = cut(rows, "part-numbers", cursor=cursor, limit=40)
    return found.rows, found.next_cursor
