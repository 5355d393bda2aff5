"""Reckon what an order becomes with a change, as a whole version of it. Functions for the commands, without a write."""

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from uuid import UUID

from shared_apps.commands.context import Context
from shared_apps.foundation.quantity import BadQuantity, plain
from tenant_apps.orders import amendment_errors as errors
from tenant_apps.orders import errors as order_errors
from tenant_apps.orders.commands.amending_divided import amounts_beside, parts_after, wanted_of, with_added
from tenant_apps.orders.commands.amending_parts import THERE, parts_now, sent_amounts
from tenant_apps.orders.commands.change_input import ChangeOrder, LineChangeIn, change_of
from tenant_apps.orders.commands.licensed import refuse_unlicensed
from tenant_apps.orders.commands.parts import live_parts
from tenant_apps.orders.commands.price_lines import price_lines
from tenant_apps.orders.commands.resolve_lines import LINES_MAX, OrderLineIn, resolve_lines
from tenant_apps.orders.commands.versions import Reckoned, content_of, details_of, lines_of
from tenant_apps.orders.decisions.amending import LineNow, amended, within, wrong_with
from tenant_apps.orders.decisions.amending_parts import PartNow, total_of
from tenant_apps.orders.models import JointDeliveryOrder, Order, OrderAmendment, OrderPart
from tenant_apps.trading.kernel.queries import get_deal, tolerance_of


def refuse_unless_amendable(order: Order, data: ChangeOrder) -> None:
    """Refuse what has left, what leaves with others, and what a trading event has fixed."""
    if data.close_rest:
        if data != ChangeOrder(close_rest=True):
            raise errors.bad_amendment("close", "change")
        rest_of(order)
        return
    if order.state != "accepted":
        raise order_errors.wrong_state(order.number, order.state)
    if JointDeliveryOrder.objects.filter(order_id=order.pk, left_at__isnull=True).exists():
        raise order_errors.in_delivery(order.number)
    fixed = data.add or any(one.remove or one.unit_price is not None for one in data.lines)
    if fixed and is_of_event(order):
        raise errors.formed_in_event(order.number)


def is_of_event(order: Order) -> bool:
    """Whether prices and articles were formed in a trading event: the deal stays as it was awarded."""
    return get_deal(order.deal_id).origin != "order"


def rest_of(order: Order) -> list[OrderPart]:
    """Parts that have not left of an order of which something has."""
    parts = list(live_parts(order.pk))
    rest = [part for part in parts if part.state in THERE]
    if order.state == "accepted" and len(rest) == len(parts):
        raise order_errors.nothing_left(order.number)
    if not rest:
        raise order_errors.no_rest(order.number)
    return rest


def reckon(ctx: Context, order: Order, row: OrderAmendment) -> Reckoned:
    """The order afterwards, priced: kept lines keep their agreed price, added ones have today's list price, or the one
    that was promised for as long as that holds."""
    data, now, parts = change_of(row), lines_of(order), parts_now(order.pk)
    if data.close_rest:
        return _without_rest(order, now, parts)
    quantities = [_quantity(at, change, now) for at, change in enumerate(data.lines)]
    after = parts_after(data, now, parts, quantities)
    wanted = wanted_of(data, quantities, after)
    why, at = wrong_with(now, wanted, len(data.add), row.side)
    if why:
        raise errors.bad_amendment(why, f"lines[{at}]")
    sent = sent_amounts(order.pk) if parts else {}
    for at, one in enumerate(data.lines):
        if one.unit_price is not None and one.line_no in sent:
            raise errors.bad_amendment("price_left", f"lines[{at}].unit_price")
    added = _added(ctx, order, row, data.add)
    lines = amended(now, wanted, added)
    if len(lines) > LINES_MAX:
        raise order_errors.too_many_lines(LINES_MAX)
    _refuse_beyond(order, now, lines)
    if after and added:
        after = with_added(data, after, lines[-len(added) :])
    amounts = amounts_beside(order, lines, after, sent)
    return Reckoned(lines, amounts, content_of(order, lines, amounts, details_of(order, data), after), after)


def _refuse_beyond(order: Order, now: Sequence[LineNow], lines: Sequence[LineNow]) -> None:
    """Quantities of a deal of a trading event stay within what its pinned rules let them differ."""
    deal = get_deal(order.deal_id)
    if deal.origin == "order":
        return
    percent = tolerance_of(order.deal_id)
    awarded = {line.line_no: line.quantity for line in deal.lines}
    before = {line.line_no: line.quantity for line in now}
    for at, line in enumerate(lines):
        if line.quantity == before.get(line.line_no):
            continue
        least, most = within(awarded[line.line_no], percent)
        if not least <= line.quantity <= most:
            raise errors.beyond_tolerance(f"lines[{at}].quantity", plain(percent), plain(least), plain(most), line.unit)


def _without_rest(order: Order, now: Sequence[LineNow], parts: Sequence[PartNow]) -> Reckoned:
    """The order as the sum of what has left."""
    left = [part for part in parts if not part.is_open]
    sent = sent_amounts(order.pk)
    lines = [replace(line, quantity=total_of(left, line.line_no)) for line in now if total_of(left, line.line_no)]
    amounts = [sent[line.line_no] for line in lines]
    details = details_of(order, ChangeOrder())
    return Reckoned(lines, amounts, content_of(order, lines, amounts, details, left), left)


def kept_prices(ctx: Context, row: OrderAmendment) -> dict[UUID, Decimal]:
    """Promised prices of what is added, while their lock holds."""
    if row.locked_until is None or row.locked_until <= ctx.now:
        return {}
    return {UUID(item): Decimal(price) for item, price in row.locked.items()}


def _quantity(at: int, change: LineChangeIn, now: Sequence[LineNow]) -> Decimal | None:
    """What was asked, in the unit of the line."""
    line = next((one for one in now if one.line_no == change.line_no), None)
    if change.quantity is None or line is None:
        return None
    try:
        return change.quantity.quantity().to(line.unit).value
    except BadQuantity as error:
        raise order_errors.bad_quantity(f"lines[{at}].quantity", str(error), line.unit) from error


def _added(ctx: Context, order: Order, row: OrderAmendment, add: Sequence[OrderLineIn]) -> list[LineNow]:
    if not add:
        return []
    lines = resolve_lines(order.seller_id, add, for_sale=True)
    refuse_unlicensed(ctx, lines, order.buyer_id, order.seller_id)
    prices = price_lines(ctx, lines, order.buyer_id, order.currency, kept_prices(ctx, row))
    return [
        LineNow(
            0, line.item.id, line.warehouse_id, line.item.name[:200], line.quantity, line.item.unit, price,
            line.item.tax_rate,
        )
        for line, price in zip(lines, prices, strict=True)
    ]  # fmt: skip
