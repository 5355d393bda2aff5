"""Ask for approval of what a sheet could not order without it: a submitted draft per supplier and day.

One call drafts what fits into a request and says how many rows are left; the caller calls again. Drafts, their requests
for approval and the marks at the rows are one transaction, so no row is drafted twice or drafted and ordered.
"""

from collections.abc import Sequence
from decimal import Decimal
from uuid import UUID

import msgspec

from shared_apps.commands import Context, command
from shared_apps.foundation.faults import faultpoint
from tenant_apps.catalogue.queries import get_items
from tenant_apps.orders import sheet_errors
from tenant_apps.orders.commands.change_sheet import lock_own
from tenant_apps.orders.commands.drafting import DraftAnswer
from tenant_apps.orders.commands.order_input import PlaceOrder
from tenant_apps.orders.commands.place_orders import RefusalSaid
from tenant_apps.orders.commands.resolve_lines import LINES_MAX
from tenant_apps.orders.commands.save_order_draft import DraftLineIn, SaveOrderDraft, save_order_draft
from tenant_apps.orders.commands.sheet_orders import (
    groups_of,
    learn_numbers,
    lines_of,
    order_for,
    parts_before,
    parts_of,
    refusals_said,
)
from tenant_apps.orders.commands.submit_order_draft import SubmitOrderDraft, submit_order_draft
from tenant_apps.orders.models import OrderDraft, OrderLine, QuickRow, QuickSheet

NEEDED = "orders.approval_needed"


class DraftSheet(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    sheet_id: UUID


class DraftedSheet(msgspec.Struct, frozen=True, kw_only=True):
    """`drafts` are those submitted by this call, `left` the good rows that still wait, `refusals` what is not."""

    sheet_id: UUID
    state: str
    drafts: list[DraftAnswer]
    left: int
    refusals: list[RefusalSaid]


@command("orders.draft_sheet", input=DraftSheet, permission="orders.place_order")
def draft_sheet(ctx: Context, data: DraftSheet) -> DraftedSheet:
    """Submit drafts of the rows whose order was refused because the company wants it approved first.

    Locks the sheet, then what `save_order_draft` and `submit_order_draft` lock; their rights are needed too.
    """
    sheet = lock_own(ctx, data.sheet_id)
    rows = list(QuickRow.objects.filter(sheet=sheet, state="good").order_by("row_no"))
    items = get_items({row.item_id for row in rows if row.item_id is not None})
    groups = groups_of(rows, items)
    asked = {(UUID(one["seller_id"]), one["day"]) for one in sheet.refusals if one["code"] == NEEDED}
    waiting = [(key, part) for key in groups if key in asked for part in parts_of(groups[key])]
    if not waiting:
        raise sheet_errors.nothing_to_approve(sheet.number)
    room, made = LINES_MAX, []
    while waiting and room > 0:
        key, part = waiting.pop(0)
        order = order_for(ctx, sheet, key, lines_of(part), items, parts_before(sheet, key[0]))
        made.append(_submitted(ctx, sheet, order, lines_of(part)))
        _mark(ctx, sheet, part, made[-1].draft_id)
        room -= len(part)
    over = asked - {key for key, _part in waiting}
    sheet.refusals = [
        one for one in sheet.refusals if one["code"] != NEEDED or (UUID(one["seller_id"]), one["day"]) not in over
    ]
    left = QuickRow.objects.filter(sheet=sheet, state="good").count()
    still = left or QuickRow.objects.filter(sheet=sheet, state="bad").exists()
    sheet.state, sheet.changed_at = "ready" if still else "done", ctx.now
    sheet.save()
    facts = {"number": sheet.number, "drafts": [one.number for one in made]}
    ctx.audit(target="orders.quick_sheet", target_id=sheet.pk, facts=facts)
    return DraftedSheet(
        sheet_id=sheet.pk, state=sheet.state, drafts=made, left=left, refusals=refusals_said(sheet)
    )  # fmt: skip


def _submitted(ctx: Context, sheet: QuickSheet, order: PlaceOrder, wanted: Sequence[Sequence[QuickRow]]) -> DraftAnswer:
    """The order as a draft that is on its way, at the prices that the sheet showed."""
    items = get_items(same[0].item_id for same in wanted if same[0].item_id is not None)
    saved = ctx.call(
        save_order_draft,
        SaveOrderDraft(
            buyer_id=order.buyer_id,
            seller_id=order.seller_id,
            currency=order.currency,
            lines=[
                DraftLineIn(sku=items[line.item_id].sku, quantity=line.quantity.value, unit=line.quantity.unit)
                for line in order.lines
                if line.item_id is not None
            ],
            client_reference=order.client_reference or "",
            note=order.note,
            payment_terms=order.payment_terms,
        ),
    )
    done = ctx.call(submit_order_draft, SubmitOrderDraft(draft_id=saved.draft_id))
    shown = {line.item_id: Decimal(line.unit_price) for line in order.lines if line.item_id and line.unit_price}
    agreed = _agreed(done)
    if any(agreed.get(item_id) != price for item_id, price in shown.items()):
        raise sheet_errors.changed_meanwhile(sheet.number)
    return done


def _agreed(done: DraftAnswer) -> dict[UUID, Decimal]:
    """The prices by item that a submitted draft holds; of its order, when no policy wants it approved any more."""
    if done.order_id is not None:
        return dict(OrderLine.objects.filter(order_id=done.order_id).values_list("item_id", "unit_price"))
    locked = OrderDraft.objects.values_list("locked", flat=True).get(pk=done.draft_id)
    return {UUID(item): Decimal(price) for item, price in locked.items()}


def _mark(ctx: Context, sheet: QuickSheet, rows: Sequence[QuickRow], draft_id: UUID) -> None:
    QuickRow.objects.filter(pk__in=[row.pk for row in rows]).update(state="drafted", draft_id=draft_id)
    faultpoint("orders.after_sheet_draft")
    learn_numbers(ctx, sheet, rows)
