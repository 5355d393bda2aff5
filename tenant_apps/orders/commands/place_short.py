"""An order that no single warehouse can fill: filled from several, or partly waiting, where the rules say so.

It runs inside the placing of the order, after the order is written and before the commit, under the locks on the stock
levels that the refused hold has taken. So what is free cannot change between the reckoning and the hold.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from uuid import UUID

from shared_apps.commands.context import Context
from shared_apps.foundation.refusals import Refusal
from tenant_apps.catalogue.queries import get_items
from tenant_apps.catalogue.types import ItemFacts
from tenant_apps.inventory.queries import available
from tenant_apps.orders.acceptance.together import accept
from tenant_apps.orders.acceptance.wishes import Wish
from tenant_apps.orders.commands.order_input import OrderAnswer
from tenant_apps.orders.commands.parts import NewPart, write_parts
from tenant_apps.orders.commands.resolve_lines import OrderLineIn
from tenant_apps.orders.commands.split_order import write_division
from tenant_apps.orders.models import Order, OrderLine
from tenant_apps.orders.queries.short import is_short_filled
from tenant_apps.orders.queries.splitting import divide
from tenant_apps.rulesets.queries import effective

SHORT = "inventory.insufficient_stock"
WAITS = {"code": "waits"}


def is_fillable(refusal: Refusal, lines: Sequence[OrderLineIn]) -> bool:
    """True when an order is refused for want of stock alone and a rule knows what to do then.

    Who named a warehouse wants that one.
    """
    if refusal.code != SHORT or any(line.warehouse_id is not None for line in lines):
        return False
    return is_short_filled()


def place_short(ctx: Context, wish: Wish, refusal: Refusal, *, is_audited: bool = False) -> OrderAnswer | Refusal:
    """Place an order that was refused for want of stock: written without a hold, then held part by part."""
    (found,) = accept(ctx, [replace(wish, number=0, is_held_later=True)], is_audited=is_audited)
    if not isinstance(found, Refusal):
        fill_short(ctx, Order.objects.get(pk=found.order_id), refusal)
    return found


def try_short(ctx: Context, wish: Wish, refusal: Refusal) -> OrderAnswer | Refusal:
    """The same for one of many: refused, it leaves nothing behind."""
    try:
        with ctx.attempt():
            found = place_short(ctx, wish, refusal, is_audited=True)
            if isinstance(found, Refusal):
                raise found
            return found
    except Refusal as again:
        return again


def fill_short(ctx: Context, order: Order, refusal: Refusal) -> None:
    """Divide a new order over several warehouses; what is not there waits, or the order is refused after all."""
    lines = list(OrderLine.objects.filter(order_id=order.pk).order_by("line_no"))
    items = get_items(line.item_id for line in lines)
    there = _there(lines, items)
    missing = {
        line.line_no: line.quantity - there[line.line_no] for line in lines if there[line.line_no] < line.quantity
    }
    if missing and effective("orders.backorder").value == "refuse":
        raise refusal
    if not any(there[line.line_no] for line in lines if items[line.item_id].stocked):
        whole = NewPart({line.line_no: line.quantity for line in lines}, state="waiting", reasons=[WAITS])
        write_parts(ctx, order, lines, [whole], None)
        return
    division = divide(order, ctx.now, there)
    waiting = [NewPart(missing, state="waiting", reasons=[WAITS])] if missing else []
    write_division(ctx, order, division, announce=False, waiting=waiting)


def _there(lines: Sequence[OrderLine], items: Mapping[UUID, ItemFacts]) -> Mapping[int, Decimal]:
    """How much of each line is free, the first lines first; things that are not stocked are always there."""
    left: dict[UUID, Decimal] = defaultdict(Decimal, available(line.item_id for line in lines))
    found = {}
    for line in lines:
        if not items[line.item_id].stocked:
            found[line.line_no] = line.quantity
            continue
        found[line.line_no] = min(line.quantity, max(left[line.item_id], Decimal(0)))
        left[line.item_id] -= found[line.line_no]
    return found
