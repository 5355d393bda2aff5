"""Correct rows of a sheet, add some, leave some out, and look at everything again at today's price and stock."""

from uuid import UUID

import msgspec

from shared_apps.commands import Context, command
from shared_apps.foundation.ids import uuid7
from shared_apps.outbox.jobs import enqueue
from tenant_apps.orders import sheet_errors
from tenant_apps.orders.commands.open_sheet import AT_ONCE, CHECK_JOB, ROWS_MOST, SheetAnswer, SheetRowIn, answer
from tenant_apps.orders.commands.sheet_rows import fingerprint, resolve, settle
from tenant_apps.orders.models import QuickRow, QuickSheet

FOUND = ["item", "quantity", "unit_price", "state", "faults", "hints"]


class ChangeSheet(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """`rows` replace the rows they name or are added; `leave_out` are row numbers. Neither: only look again."""

    sheet_id: UUID
    rows: list[SheetRowIn] = []
    leave_out: list[int] = []


def lock_own(ctx: Context, sheet_id: UUID) -> QuickSheet:
    """The locked sheet of one's own company, when nothing else is working on it."""
    sheet = QuickSheet.objects.visible_to(ctx.actor).select_for_update().filter(pk=sheet_id).first()
    if sheet is None:
        raise sheet_errors.sheet_unknown("sheet_id")
    if sheet.state == "checking":
        raise sheet_errors.still_checking(sheet.number)
    return sheet


@command("orders.change_sheet", input=ChangeSheet, permission="orders.place_order")
def change_sheet(ctx: Context, data: ChangeSheet) -> SheetAnswer:
    """Change rows that are not ordered yet, and look at all of them again."""
    sheet = lock_own(ctx, data.sheet_id)
    rows = {row.row_no: row for row in QuickRow.objects.filter(sheet=sheet, state__in=("good", "bad"))}
    for number in [*data.leave_out, *(row.row_no for row in data.rows if row.row_no is not None)]:
        if number not in rows:
            raise sheet_errors.row_unknown(number)
    QuickRow.objects.filter(sheet=sheet, row_no__in=data.leave_out, state__in=("good", "bad")).delete()
    rows = {number: row for number, row in rows.items() if number not in set(data.leave_out)}
    _write(sheet, data.rows, rows)
    look_again(ctx, sheet, list(rows.values()))
    facts = {"number": sheet.number, "changed": len(data.rows), "left_out": len(data.leave_out)}
    ctx.audit(target="orders.quick_sheet", target_id=sheet.pk, facts=facts)
    return answer(sheet)


def _write(sheet: QuickSheet, given: list[SheetRowIn], rows: dict[int, QuickRow]) -> None:
    last = QuickRow.objects.filter(sheet=sheet).order_by("-row_no").values_list("row_no", flat=True).first() or 0
    changed, added = [], []
    for one in given:
        cells = one.cells()
        if one.row_no is not None:
            row = rows[one.row_no]
            row.cells, row.fingerprint = cells, fingerprint(row.row_no, cells)
            changed.append(row)
        elif cells:
            last += 1
            added.append(
                QuickRow(id=uuid7(), sheet=sheet, row_no=last, cells=cells, fingerprint=fingerprint(last, cells))
            )
    if QuickRow.objects.filter(sheet=sheet).count() + len(added) > ROWS_MOST:
        raise sheet_errors.unreadable("rows", "too_many_rows")
    QuickRow.objects.bulk_update(changed, ["cells", "fingerprint"], batch_size=500)
    QuickRow.objects.bulk_create(added)
    rows |= {row.row_no: row for row in added}


def look_again(ctx: Context, sheet: QuickSheet, rows: list[QuickRow]) -> None:
    """Check the rows now, or owe it when there are many."""
    sheet.refusals, sheet.changed_at = [], ctx.now
    sheet.state = "ready"
    if len(rows) > AT_ONCE:
        sheet.state = "checking"
        sheet.job_id = enqueue(
            CHECK_JOB, f"Check {sheet.number}", {"sheet_id": str(sheet.pk)}, at=ctx.now, asked_by=ctx.actor.display
        )
    else:
        resolve(sheet, rows)
        settle(sheet, rows, ctx.now)
        QuickRow.objects.bulk_update(rows, FOUND, batch_size=500)
        if not rows:
            sheet.state = "done"
    sheet.save()
