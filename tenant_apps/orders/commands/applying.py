"""Apply a change to an order through the same checks as acceptance, all or nothing. Functions for the commands.

Locks: what apps above prepared, order, limits, stock levels, deal.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from uuid import UUID

from shared_apps.commands.context import Context
from shared_apps.foundation.faults import faultpoint
from shared_apps.foundation.ids import uuid7
from shared_apps.foundation.quantity import QuantityIn, plain
from tenant_apps.inventory.commands import HoldLine, hold_stock, lock_free, release_holds
from tenant_apps.ledger.commands import change_commitment
from tenant_apps.orders import errors as order_errors
from tenant_apps.orders.acceptance.statements import HOLD_DEAL
from tenant_apps.orders.commands.accept_deal import ORDER
from tenant_apps.orders.commands.amending import is_of_event, reckon, refuse_unless_amendable, rest_of
from tenant_apps.orders.commands.amending_parts import parts_now, write_open_parts
from tenant_apps.orders.commands.amendment_waits import give_back, refuse_moved_prices, spend_of
from tenant_apps.orders.commands.baskets import follow_basket
from tenant_apps.orders.commands.change_input import change_of
from tenant_apps.orders.commands.gates import forget
from tenant_apps.orders.commands.order_input import PlaceOrder, check_head
from tenant_apps.orders.commands.parts import HOLD_PART, follow_parts
from tenant_apps.orders.commands.resolve_lines import OrderLineIn
from tenant_apps.orders.commands.versions import Reckoned, deal_line
from tenant_apps.orders.decisions.amending import LineNow
from tenant_apps.orders.models import Order, OrderAmendment, OrderDelivery, OrderLine, OrderPart, OrderPartLine
from tenant_apps.spending.commands import lessen, retake
from tenant_apps.trading.kernel.commands import amend_deal


def apply(ctx: Context, order: Order, row: OrderAmendment) -> Reckoned:
    """Change a locked order: checks of an order again, then limits, stock, deal, lines and books, or nothing.

    What is kept for the change is given back first, and taken again as what the order becomes. Whether the buyer's
    policies want it approved was asked before.
    """
    data = change_of(row)
    refuse_unless_amendable(order, data)
    new = reckon(ctx, order, row)
    refuse_moved_prices(ctx, order, row, new)
    details = new.content
    check_head(ctx.now, as_order(order, new))
    reference = details["client_reference"] or None
    _refuse_reference(order, reference)
    give_back(ctx, order, row)
    if data.close_rest:
        close_rest(ctx, order, row, new)
        return new
    _spend(ctx, order, row, new)
    if data.moves_lines:
        _change_lines(ctx, order, row, new)
    _write_details(ctx, order, details)
    order.net_minor, order.tax_minor, order.total_minor = new.net_minor, new.tax_minor, new.total_minor
    order.client_reference, order.note = reference, details["note"]
    order.cost_centre = details["cost_centre"]
    order.save()
    follow_basket(order.pk)
    if new.parts:
        follow_parts(ctx, order)
    row.state, row.ended_at, row.after = "applied", ctx.now, new.content
    faultpoint("orders.after_amendment")
    return new


def as_order(order: Order, new: Reckoned) -> PlaceOrder:
    """What the order becomes, as an order that is placed."""
    details = new.content
    return PlaceOrder(
        seller_id=order.seller_id, currency=order.currency, buyer_id=order.buyer_id,
        client_reference=details["client_reference"] or None, note=details["note"],
        cost_centre=details["cost_centre"] or None,
        lines=[
            OrderLineIn(item_id=one.item_id, quantity=QuantityIn(plain(one.quantity), one.unit)) for one in new.lines
        ],
    )  # fmt: skip


def _refuse_reference(order: Order, reference: str | None) -> None:
    if reference is None or reference == order.client_reference:
        return
    others = Order.objects.filter(buyer_id=order.buyer_id, seller_id=order.seller_id, client_reference=reference)
    used = others.exclude(pk=order.pk).values_list("number", flat=True).first()
    if used is not None:
        raise order_errors.duplicate_reference(used)


def _spend(ctx: Context, order: Order, row: OrderAmendment, new: Reckoned) -> None:
    """Budgets and credit count the order as it becomes; what grows must fit, what shrinks always does."""
    code = new.content["cost_centre"]
    if new.total_minor == order.total_minor and code == order.cost_centre:
        return
    must_fit = new.total_minor > order.total_minor or code != order.cost_centre
    retake(ctx, spend_of(order, row, new), ORDER, order.pk, must_fit=must_fit)


def _change_lines(ctx: Context, order: Order, row: OrderAmendment, new: Reckoned) -> None:
    """Lines, parts, stock, deal and books. The deal of a trading event stays as it was awarded."""
    _lock_levels(ctx, order, new.lines)
    if not parts_now(order.pk):
        release_holds(ctx, HOLD_DEAL, order.deal_id)
        wanted = [HoldLine(one.item_id, one.quantity, one.warehouse_id) for one in new.lines]
        hold_stock(ctx, wanted, HOLD_DEAL, order.deal_id)
        faultpoint("orders.after_hold_for_amendment")
    _write_lines(order, new)
    if new.parts:
        write_open_parts(ctx, order, new.parts, new.lines, new.amounts)
        faultpoint("orders.after_parts_for_amendment")
    drop_lines(ctx, order, {line.line_no for line in new.lines})
    if not is_of_event(order):
        agreed = [deal_line(line, one) for line, one in zip(new.lines, new.amounts, strict=True)]
        amend_deal(ctx, order.deal_id, agreed)
    change_commitment(
        ctx, row.pk, order.number, order.buyer_id, order.seller_id, order.currency,
        new.total_minor - order.total_minor,
    )  # fmt: skip


def _lock_levels(ctx: Context, order: Order, lines: Sequence[LineNow]) -> None:
    """Lock the levels of what the order holds and of what it will, in their order."""
    old = set(OrderLine.objects.filter(order_id=order.pk).values_list("item_id", flat=True))
    for item_id in sorted(old | {line.item_id for line in lines}):
        lock_free(ctx, item_id)


def _write_lines(order: Order, new: Reckoned) -> None:
    """Kept lines keep their ids: what refers to them stays true."""
    rows = {row.line_no: row for row in OrderLine.objects.filter(order_id=order.pk)}
    for line, amounts in zip(new.lines, new.amounts, strict=True):
        row = rows.get(line.line_no)
        if row is None:
            row = OrderLine(
                id=uuid7(), order_id=order.pk, line_no=line.line_no, item_id=line.item_id,
                warehouse_id=line.warehouse_id, description=line.description, unit=line.unit, tax_rate=line.tax_rate,
            )  # fmt: skip
        row.quantity, row.unit_price = line.quantity, line.unit_price
        row.net_minor, row.tax_minor = amounts.net_minor, amounts.tax_minor
        row.save()


def drop_lines(ctx: Context, order: Order, kept: Collection[int]) -> None:
    """Delete lines that the order has no more. What parts that ended had of them stands in its versions."""
    gone = list(OrderLine.objects.filter(order_id=order.pk).exclude(line_no__in=kept).values_list("pk", flat=True))
    forget(ctx, gone)
    OrderPartLine.objects.filter(order_line_id__in=gone, part__state="cancelled").delete()
    OrderLine.objects.filter(pk__in=gone).delete()


def close_rest(ctx: Context, order: Order, row: OrderAmendment, new: Reckoned) -> None:
    """End the parts that have not left: the order is what has. Stock, limits and books become less by the rest."""
    rest, less = rest_of(order), order.total_minor - new.total_minor
    lessen(ctx, order.buyer_id, ORDER, order.pk, less)
    OrderPart.objects.filter(pk__in=[part.pk for part in rest]).update(state="cancelled")
    for part in rest:
        release_holds(ctx, HOLD_PART, part.pk)
    faultpoint("orders.after_release_of_rest")
    _write_lines(order, new)
    drop_lines(ctx, order, {line.line_no for line in new.lines})
    if not is_of_event(order):
        amend_deal(
            ctx, order.deal_id, [deal_line(line, one) for line, one in zip(new.lines, new.amounts, strict=True)]
        )  # fmt: skip
    change_commitment(ctx, row.pk, order.number, order.buyer_id, order.seller_id, order.currency, -less)
    order.net_minor, order.tax_minor, order.total_minor = new.net_minor, new.tax_minor, new.total_minor
    order.save(update_fields=["net_minor", "tax_minor", "total_minor"])
    row.state, row.ended_at, row.after = "applied", ctx.now, new.content
    follow_basket(order.pk)
    follow_parts(ctx, order)
    faultpoint("orders.after_cancelling_rest")


def _write_details(ctx: Context, order: Order, details: Mapping[str, str]) -> None:
    site = UUID(details["site_id"]) if details["site_id"] else None
    day = date.fromisoformat(details["wanted_on"]) if details["wanted_on"] else None
    row = OrderDelivery.objects.filter(order_id=order.pk).first()
    if row is None and site is None and day is None:
        return
    if row is None:
        row = OrderDelivery(id=uuid7(), order_id=order.pk)
    if (row.site_id, row.wanted_on) != (site, day):
        row.site_id, row.wanted_on, row.set_at = site, day, ctx.now
        row.save()
