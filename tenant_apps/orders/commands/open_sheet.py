"""Open a sheet of what somebody wants to order: pasted, uploaded, typed, or taken from an order."""

import hashlib
from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

import msgspec

from shared_apps.commands import Context, command
from shared_apps.foundation.currencies import MINOR_UNITS
from shared_apps.foundation.faults import faultpoint
from shared_apps.foundation.ids import uuid7
from shared_apps.foundation.quantity import plain
from shared_apps.foundation.tables import BadTable, read_file, read_text
from shared_apps.outbox.jobs import enqueue
from tenant_apps.catalogue.queries import get_items
from tenant_apps.orders import errors, sheet_errors
from tenant_apps.orders.commands.resolve_lines import NOBODY
from tenant_apps.orders.commands.sheet_rows import fingerprint, resolve, settle
from tenant_apps.orders.decisions.sheet_columns import ROW, SHEET, cells_of, row_keys
from tenant_apps.orders.decisions.sheet_values import decimal_mark
from tenant_apps.orders.models import Order, OrderDraft, OrderLine, QuickRow, QuickSheet
from tenant_apps.rulesets.commands import take_number
from tenant_apps.rulesets.queries import effective
from tenant_apps.trading.kernel.commands import acting_company

CHECK_JOB = "orders.check_sheet"
AT_ONCE = 1000
ROWS_MOST = 20_000
TEXT_MOST = 2_000_000
# How far back rows of the same file are known again.
KNOWN_FOR = timedelta(days=60)
# Drafts in these states become orders by themselves or by whoever works on them.
DRAFT_LIVES = ("draft", "waiting", "approved", "ordered")


class SheetRowIn(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One row as somebody writes it. `row_no` names a row that is there; without it, the row is new."""

    row_no: int | None = None
    article: str = ""
    part_number: str = ""
    supplier: str = ""
    quantity: str = ""
    unit: str = ""
    wanted_on: str = ""
    note: str = ""

    def cells(self) -> dict[str, str]:
        names = ("article", "part_number", "supplier", "quantity", "unit", "wanted_on", "note")
        return {name: getattr(self, name).strip()[:200] for name in names if getattr(self, name).strip()}


class OpenSheet(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One of `text` (pasted), `content` (a file, Base64), `rows` and `order_id`. `again`: a file that was sent before
    is meant to be ordered once more."""

    text: str | None = None
    content: bytes | None = None
    file_name: str = ""
    rows: list[SheetRowIn] = []
    order_id: UUID | None = None
    buyer_id: UUID | None = None
    seller_id: UUID | None = None
    currency: str | None = None
    client_reference: str = ""
    note: str = ""
    again: bool = False


class SheetAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """`state`: checking, ready, ordering (call again) or done. Counts are of rows."""

    sheet_id: UUID
    number: str
    state: str
    rows: int
    good: int
    bad: int
    ordered: int
    drafted: int = 0
    known: bool = False


@command("orders.open_sheet", input=OpenSheet, permission="orders.place_order")
def open_sheet(ctx: Context, data: OpenSheet) -> SheetAnswer:
    """Take a sheet of rows in and say of each what it would order; nothing is ordered yet.

    A file that was sent before leads to the sheet it made then; a corrected sheet of faults to the sheet it came from.
    """
    buyer_id = acting_company(ctx, "orders.place_order", data.buyer_id, field="buyer_id")
    _check(data)
    if data.order_id is not None:
        return _of_order(ctx, buyer_id, data)
    table = _table(data)
    digest = hashlib.sha256(data.content).hexdigest() if data.content is not None else ""
    if data.rows:
        rows = [(number, row.cells()) for number, row in enumerate(data.rows, start=1) if row.cells()]
    else:
        columns, first = row_keys(table)
        if SHEET in columns and ROW in columns:
            return _corrected(ctx, buyer_id, [cells_of(row, columns) for row in table[first:]])
        rows = [(number, cells_of(row, columns)) for number, row in enumerate(table[first:], start=first + 1)]
        rows = [(number, cells) for number, cells in rows if cells]
    if digest and not data.again:
        before = QuickSheet.objects.filter(buyer_id=buyer_id, digest=digest).order_by("-id").first()
        if before is not None:
            return answer(before, known=True)
    return answer(write_sheet(ctx, buyer_id, data, rows, digest=digest))


def _check(data: OpenSheet) -> None:
    given = [data.text is not None, data.content is not None, bool(data.rows), data.order_id is not None]
    if sum(given) != 1:
        raise sheet_errors.nothing_given()
    if data.currency is not None and data.currency not in MINOR_UNITS:
        raise errors.bad_currency(data.currency)
    if len(data.client_reference) > 70:
        raise errors.bad_text("client_reference", 70)
    if len(data.note) > 200:
        raise errors.bad_text("note", 200)
    if len(data.text or "") > TEXT_MOST:
        raise sheet_errors.unreadable("text", "too_large")


def _table(data: OpenSheet) -> list[list[str]]:
    try:
        if data.content is not None:
            return read_file(data.content)
        return read_text(data.text or "")
    except BadTable as error:
        raise sheet_errors.unreadable("content" if data.content is not None else "text", str(error)) from error


def write_sheet(
    ctx: Context,
    buyer_id: UUID,
    data: OpenSheet,
    rows: Sequence[tuple[int, dict[str, str]]],
    *,
    digest: str = "",
    origin: str = "",
) -> QuickSheet:
    """Make a sheet of rows that were read; long ones are looked at by a job."""
    if not rows:
        raise sheet_errors.unreadable("content" if data.content is not None else "text", "empty")
    if len(rows) > ROWS_MOST:
        raise sheet_errors.unreadable("content" if data.content is not None else "text", "too_many_rows")
    sheet = QuickSheet(
        id=uuid7(),
        number=take_number("Q", ctx.now),
        buyer_id=buyer_id,
        seller_id=data.seller_id,
        origin=origin or ("file" if data.content is not None else "typed" if data.rows else "paste"),
        file_name=data.file_name[:200],
        digest=digest,
        mark=decimal_mark(cells.get("quantity", "") for _number, cells in rows),
        currency=data.currency or str(effective("general.currency").value),
        client_reference=data.client_reference,
        note=data.note,
        opened_by=f"{ctx.actor.kind}:{ctx.actor.id}",
        created_at=ctx.now,
        changed_at=ctx.now,
    )
    made = [
        QuickRow(id=uuid7(), sheet_id=sheet.pk, row_no=number, cells=cells, fingerprint=fingerprint(number, cells))
        for number, cells in rows
    ]
    if sheet.origin == "file" and sheet.file_name and not data.again:
        _know_again(ctx, sheet, made)
    fresh = [row for row in made if row.state == "open"]
    if len(fresh) <= AT_ONCE:
        resolve(sheet, fresh)
        settle(sheet, fresh, ctx.now)
    else:
        sheet.state = "checking"
        sheet.job_id = enqueue(
            CHECK_JOB, f"Check {sheet.number}", {"sheet_id": str(sheet.pk)}, at=ctx.now, asked_by=sheet.opened_by
        )
    sheet.save(force_insert=True)
    QuickRow.objects.bulk_create(made, batch_size=2000)
    faultpoint("orders.after_sheet")
    facts = {"number": sheet.number, "rows": len(made), "origin": sheet.origin}
    ctx.audit(target="orders.quick_sheet", target_id=sheet.pk, facts=facts)
    return sheet


def _know_again(ctx: Context, sheet: QuickSheet, rows: Sequence[QuickRow]) -> None:
    """Rows of an earlier version of the same file that were ordered, or stand in a draft, are not ordered twice."""
    before = QuickRow.objects.filter(
        sheet__buyer_id=sheet.buyer_id,
        sheet__file_name=sheet.file_name,
        sheet__origin="file",
        sheet__created_at__gt=ctx.now - KNOWN_FOR,
        fingerprint__in=[row.fingerprint for row in rows],
    )
    placed = before.filter(state__in=("ordered", "known")).exclude(order__state="cancelled")
    done = dict(placed.values_list("fingerprint", "order_id"))
    asked = before.filter(state="drafted", draft__state__in=DRAFT_LIVES).exclude(draft__order__state="cancelled")
    drafts = dict(asked.values_list("fingerprint", "draft_id"))
    numbers = dict(Order.objects.filter(pk__in=set(done.values())).values_list("pk", "number"))
    numbers |= dict(OrderDraft.objects.filter(pk__in=set(drafts.values())).values_list("pk", "number"))
    for row in rows:
        order_id, draft_id = done.get(row.fingerprint), drafts.get(row.fingerprint)
        if order_id is None and draft_id is not None:
            row.state, row.draft_id = "drafted", draft_id
            row.hints = [{"code": "in_draft", "facts": {"draft": numbers[draft_id]}}]
        if order_id is not None:
            row.state, row.order_id = "known", order_id
            row.hints = [{"code": "known", "facts": {"order": numbers[order_id]}}]


def _corrected(ctx: Context, buyer_id: UUID, rows: Sequence[dict[str, str]]) -> SheetAnswer:
    """A sheet of faults came back: its rows go where they came from."""
    from tenant_apps.orders.commands.change_sheet import ChangeSheet, change_sheet

    numbers = {cells.get(SHEET, "") for cells in rows} - {""}
    if len(numbers) != 1:
        raise sheet_errors.sheet_unknown("content")
    sheet = QuickSheet.objects.filter(buyer_id=buyer_id, number=numbers.pop()).first()
    if sheet is None:
        raise sheet_errors.sheet_unknown("content")
    changed = []
    for cells in rows:
        row_no = cells.pop(ROW, "")
        cells.pop(SHEET, None)
        if row_no.isdigit() and len(row_no) < 8 and cells:
            changed.append(SheetRowIn(row_no=int(row_no), **cells))
    there = set(QuickRow.objects.filter(sheet=sheet, state__in=("good", "bad")).values_list("row_no", flat=True))
    changed = [row for row in changed if row.row_no in there]
    return ctx.call(change_sheet, ChangeSheet(sheet_id=sheet.pk, rows=changed))


def _of_order(ctx: Context, buyer_id: UUID, data: OpenSheet) -> SheetAnswer:
    """The lines of an order once more, at the price and stock of today; what differs is said at the row."""
    order = Order.objects.filter(pk=data.order_id or NOBODY, buyer_id=buyer_id).first()
    if order is None:
        raise errors.order_unknown("order_id")
    lines = list(OrderLine.objects.filter(order_id=order.pk).order_by("line_no"))
    items = get_items(line.item_id for line in lines)
    rows = [
        (line.line_no, {"article": items[line.item_id].sku, "quantity": plain(line.quantity), "unit": line.unit})
        for line in lines
    ]
    given = OpenSheet(
        order_id=order.pk, seller_id=order.seller_id, currency=order.currency,
        client_reference=data.client_reference, note=data.note, file_name=order.number,
    )  # fmt: skip
    sheet = write_sheet(ctx, buyer_id, given, rows, origin="order")
    made = {row.row_no: row for row in QuickRow.objects.filter(sheet=sheet)}
    for line in lines:
        row = made[line.line_no]
        if row.unit_price is not None and row.unit_price != line.unit_price:
            row.hints.append({"code": "price_then", "facts": {"then": plain(line.unit_price)}})
    QuickRow.objects.bulk_update(made.values(), ["hints"], batch_size=1000)
    return answer(sheet)


def answer(sheet: QuickSheet, *, known: bool = False) -> SheetAnswer:
    counts: dict[str, int] = {}
    for state in QuickRow.objects.filter(sheet=sheet).values_list("state", flat=True):
        counts[state] = counts.get(state, 0) + 1
    return SheetAnswer(
        sheet_id=sheet.pk,
        number=sheet.number,
        state=sheet.state,
        rows=sum(counts.values()),
        good=counts.get("good", 0),
        bad=counts.get("bad", 0),
        ordered=counts.get("ordered", 0) + counts.get("known", 0),
        drafted=counts.get("drafted", 0),
        known=known,
    )
