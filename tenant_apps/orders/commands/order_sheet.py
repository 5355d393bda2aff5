"""Order the good rows of a sheet: an order per supplier and day, at most 2,000 lines each.

One call places what fits into a request and says how many rows are left; the caller calls again. An order and the
marks at its rows are one transaction, so no row is ordered twice, whatever dies in between.
"""

import re
from collections import defaultdict
from collections.abc import Sequence
from decimal import Decimal
from uuid import UUID

import msgspec

from shared_apps.commands import Context, command
from shared_apps.foundation.faults import faultpoint
from shared_apps.foundation.ids import uuid7
from shared_apps.foundation.quantity import QuantityIn, plain
from tenant_apps.catalogue.queries import ItemFacts, get_items
from tenant_apps.orders import sheet_errors
from tenant_apps.orders.commands.change_sheet import lock_own
from tenant_apps.orders.commands.order_input import PlaceOrder
from tenant_apps.orders.commands.place_orders import OrderVerdict, PlaceOrders, RefusalSaid, place_orders
from tenant_apps.orders.commands.resolve_lines import LINES_MAX, OrderLineIn
from tenant_apps.orders.commands.sheet_rows import fault
from tenant_apps.orders.decisions.sheet_values import read_date
from tenant_apps.orders.models import PartNumber, QuickRow, QuickSheet
from tenant_apps.orders.permissions import AGREE_PRICE

LINE = re.compile(r"^lines\[(\d+)\]")
# So many rows may change under one order between the look and the deed before it is looked at anew.
SURPRISES_MOST = 20


class OrderSheet(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """`go_on` continues what was begun; without it, suppliers who refused are asked again."""

    sheet_id: UUID
    go_on: bool = False


class OrderedSheet(msgspec.Struct, frozen=True, kw_only=True):
    """`orders` are the numbers placed by this call, `left` the good rows that still wait."""

    sheet_id: UUID
    state: str
    orders: list[str]
    order_ids: list[UUID]
    left: int
    refusals: list[RefusalSaid]


Group = tuple[UUID, str]


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
    groups: dict[Group, list[QuickRow]] = defaultdict(list)
    for row in rows:
        day = read_date(row.cells["wanted_on"]).isoformat() if row.cells.get("wanted_on") else ""
        groups[(items[row.item_id].supplier_id, day)].append(row)  # type: ignore[index]
    refused = {(one["seller_id"], one["day"]) for one in sheet.refusals}
    waiting = [key for key in groups if (str(key[0]), key[1]) not in refused]
    room, made = LINES_MAX, []
    while waiting and room > 0:
        key = waiting.pop(0)
        parts = _parts(groups[key])
        part = parts[0]
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
    refusals = [RefusalSaid(**{name: one[name] for name in RefusalSaid.__struct_fields__}) for one in sheet.refusals]
    return OrderedSheet(
        sheet_id=sheet.pk, state=sheet.state, orders=numbers, order_ids=[one.order_id for one in made], left=left,
        refusals=refusals,
    )  # fmt: skip


def _parts(rows: Sequence[QuickRow]) -> list[list[QuickRow]]:
    """Rows in parts of at most as many lines as an order takes; rows of one item stay together."""
    by_item: dict[UUID | None, list[QuickRow]] = defaultdict(list)
    for row in rows:
        by_item[row.item_id].append(row)
    keys = list(by_item)
    return [[row for key in keys[at : at + LINES_MAX] for row in by_item[key]] for at in range(0, len(keys), LINES_MAX)]


def _place(
    ctx: Context, sheet: QuickSheet, key: Group, rows: list[QuickRow], items: dict[UUID, ItemFacts]
) -> OrderVerdict:
    """Place one order. A row that has become wrong meanwhile is marked and left behind."""
    before = QuickRow.objects.filter(sheet=sheet, state="ordered", item__supplier_id=key[0])
    part = before.values("order_id").distinct().count()
    for _ in range(SURPRISES_MOST):
        by_item: dict[UUID, list[QuickRow]] = defaultdict(list)
        for row in rows:
            if row.item_id is not None:
                by_item[row.item_id].append(row)
        wanted = list(by_item.values())
        if not wanted:
            break
        order = _order(ctx, sheet, key, wanted, items, part)
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


def _order(
    ctx: Context, sheet: QuickSheet, key: Group, wanted: list[list[QuickRow]], items: dict[UUID, ItemFacts], part: int
) -> PlaceOrder:
    seller_id, day = key
    may_agree = ctx.actor.may(AGREE_PRICE)
    notes = [sheet.note, sheet_errors.wanted_by(day) if day else ""]
    notes += [f"{items[row.item_id].sku}: {row.cells['note']}" for same in wanted for row in same
              if row.cells.get("note") and row.item_id]  # fmt: skip
    if part:
        notes.insert(0, f"{sheet.number}/{part + 1}")
    reference = sheet.client_reference and (f"{sheet.client_reference}/{part + 1}" if part else sheet.client_reference)
    return PlaceOrder(
        buyer_id=sheet.buyer_id,
        seller_id=seller_id,
        currency=sheet.currency,
        lines=[
            OrderLineIn(
                item_id=same[0].item_id,
                quantity=QuantityIn(plain(_sum(same)), items[same[0].item_id].unit),  # type: ignore[index]
                # What was shown is what is ordered: a price that has changed since is refused, not paid.
                unit_price=None if may_agree or same[0].unit_price is None else plain(same[0].unit_price),
            )
            for same in wanted
        ],
        client_reference=reference or None,
        note=" · ".join(filter(None, notes))[:300],
    )


def _sum(same: Sequence[QuickRow]) -> Decimal:
    return sum((row.quantity or Decimal(0) for row in same), Decimal(0))


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
    learned = {
        row.cells["part_number"]: row.item_id
        for row in rows
        if row.cells.get("part_number") and row.cells.get("article") and row.item_id
    }
    PartNumber.objects.bulk_create(
        [
            PartNumber(id=uuid7(), buyer_id=sheet.buyer_id, number=number[:80], item_id=item_id, learned=True,
                       changed_at=ctx.now)
            for number, item_id in learned.items()
        ],
        ignore_conflicts=True,
    )  # fmt: skip
