"""Order the good rows of a sheet: an order per supplier and day, at most 2,000 lines each.

One call places what fits into a request and says how many rows are left; the caller calls again. An order and the
marks at its rows are one transaction, so no row is ordered twice, whatever dies in between.
"""

import re
from collections.abc import Sequence
from uuid import UUID

import msgspec

from shared_apps.commands import Context, command
from shared_apps.foundation.faults import faultpoint
from tenant_apps.catalogue.queries import ItemFacts, get_items
from tenant_apps.orders import sheet_errors
from tenant_apps.orders.commands.change_sheet import lock_own
from tenant_apps.orders.commands.payment_terms import refuse_strangers, terms_by_seller
from tenant_apps.orders.commands.place_orders import OrderVerdict, PlaceOrders, RefusalSaid, place_orders
from tenant_apps.orders.commands.resolve_lines import LINES_MAX
from tenant_apps.orders.commands.sheet_orders import (
    Group,
    groups_of,
    learn_numbers,
    lines_of,
    order_for,
    parts_before,
    parts_of,
    refusals_said,
)
from tenant_apps.orders.commands.sheet_rows import fault
from tenant_apps.orders.models import QuickRow, QuickSheet

LINE = re.compile(r"^lines\[(\d+)\]")
# So many rows may change under one order between the look and the deed before it is looked at anew.
SURPRISES_MOST = 20


class OrderSheet(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """`go_on` continues what was begun; without it, suppliers who refused are asked again.

    `payment_terms` names terms of as many of the sellers as others than their usual ones are wanted of.
    """

    sheet_id: UUID
    go_on: bool = False
    payment_terms: list[UUID] = []


class OrderedSheet(msgspec.Struct, frozen=True, kw_only=True):
    """`orders` are the numbers placed by this call, `left` the good rows that still wait."""

    sheet_id: UUID
    state: str
    orders: list[str]
    order_ids: list[UUID]
    left: int
    refusals: list[RefusalSaid]


@command("orders.order_sheet", input=OrderSheet, permission="orders.place_order")
def order_sheet(ctx: Context, data: OrderSheet) -> OrderedSheet:
    """Order what is right in a sheet; call again while its state is `ordering`. The rest stays to be corrected."""
    sheet = lock_own(ctx, data.sheet_id)
    if not data.go_on:
        sheet.refusals = []
    rows = list(QuickRow.objects.filter(sheet=sheet, state="good").order_by("row_no"))
    if not rows and not data.go_on:
        raise sheet_errors.nothing_to_order(sheet.number)
    items = get_items({row.item_id for row in rows if row.item_id is not None})
    groups = groups_of(rows, items)
    if not data.go_on:
        terms = terms_by_seller(ctx, sheet.buyer_id, data.payment_terms)
        refuse_strangers(terms, {seller_id for seller_id, _day in groups})
        sheet.payment_terms = {str(seller_id): str(terms_id) for seller_id, terms_id in terms.items()}
    refused = {(one["seller_id"], one["day"]) for one in sheet.refusals}
    waiting = [key for key in groups if (str(key[0]), key[1]) not in refused]
    room, made = LINES_MAX, []
    while waiting and room > 0:
        key = waiting.pop(0)
        part = parts_of(groups[key])[0]
        verdict = _place(ctx, sheet, key, part, items)
        if verdict.order is not None:
            made.append(verdict.order)
            room -= len(part)
            groups[key] = [row for row in groups[key] if row.state == "good"]
            if groups[key]:
                waiting.insert(0, key)
        elif verdict.refusal is not None:
            said = msgspec.to_builtins(verdict.refusal)
            sheet.refusals = [*sheet.refusals, said | {"seller_id": str(key[0]), "day": key[1]}]
    left = QuickRow.objects.filter(sheet=sheet, state="good").count()
    still = QuickRow.objects.filter(sheet=sheet, state__in=("good", "bad")).exists()
    sheet.state = "ordering" if waiting else "ready" if still else "done"
    sheet.changed_at = ctx.now
    sheet.save()
    numbers = [one.number for one in made]
    ctx.audit(target="orders.quick_sheet", target_id=sheet.pk, facts={"number": sheet.number, "orders": numbers})
    return OrderedSheet(
        sheet_id=sheet.pk, state=sheet.state, orders=numbers, order_ids=[one.order_id for one in made], left=left,
        refusals=refusals_said(sheet),
    )  # fmt: skip


def _place(
    ctx: Context, sheet: QuickSheet, key: Group, rows: list[QuickRow], items: dict[UUID, ItemFacts]
) -> OrderVerdict:
    """Place one order. A row that has become wrong meanwhile is marked and left behind."""
    part = parts_before(sheet, key[0])
    for _ in range(SURPRISES_MOST):
        wanted = lines_of(rows)
        if not wanted:
            break
        order = order_for(ctx, sheet, key, wanted, items, part)
        verdict = ctx.call(place_orders, PlaceOrders(orders=[order])).verdicts[0]
        if verdict.order is not None:
            _mark(ctx, sheet, rows, verdict.order.order_id)
            return verdict
        wrong = _wrong(verdict.refusal, wanted)
        if wrong is None:
            return verdict
        for row in wrong:
            assert verdict.refusal is not None
            said = {"message": verdict.refusal.message, "remedy": verdict.refusal.remedy, "said": verdict.refusal.code}
            row.state, row.faults = "bad", [fault("quantity", "refused", **said)]
            row.save(update_fields=["state", "faults"])
        rows = [row for row in rows if row.state == "good"]
    refusal = sheet_errors.changed_meanwhile(sheet.number)
    said_now = RefusalSaid(
        code=refusal.code, message=str(refusal.message), field=None, remedy=str(refusal.remedy), facts={}
    )
    return OrderVerdict(index=0, refusal=said_now)


def _wrong(refusal: RefusalSaid | None, wanted: list[list[QuickRow]]) -> list[QuickRow] | None:
    """The rows a refusal speaks of, or None when it is about the order as a whole."""
    if refusal is None:
        return None
    found = LINE.match(refusal.field or "")
    if found:
        return wanted[int(found[1])]
    named = str(refusal.facts.get("item_id", ""))
    return next((same for same in wanted if str(same[0].item_id) == named), None)


def _mark(ctx: Context, sheet: QuickSheet, rows: Sequence[QuickRow], order_id: UUID) -> None:
    QuickRow.objects.filter(pk__in=[row.pk for row in rows]).update(state="ordered", order_id=order_id)
    faultpoint("orders.after_sheet_order")
    for row in rows:
        row.state = "ordered"
    learn_numbers(ctx, sheet, rows)
