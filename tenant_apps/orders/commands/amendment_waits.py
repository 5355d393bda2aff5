"""What a change of an order keeps while it waits: promised prices, room in budgets and credit, its approval.

A change that makes an order dearer is, for the buyer's company, an order of that size: the same policies ask for
approval, the same limits must have room. Functions for the commands; the order is locked.
"""

from dataclasses import replace
from datetime import timedelta
from uuid import UUID

from shared_apps.commands.context import Context
from shared_apps.foundation.ids import uuid7
from shared_apps.foundation.money import Money
from shared_apps.foundation.quantity import QuantityIn, plain
from tenant_apps.approvals.commands import end_request, open_request
from tenant_apps.approvals.queries import needed_for
from tenant_apps.approvals.types import Subject
from tenant_apps.orders import errors as order_errors
from tenant_apps.orders.commands.accept_deal import ORDER
from tenant_apps.orders.commands.approving import subject_of
from tenant_apps.orders.commands.change_input import change_of
from tenant_apps.orders.commands.order_input import PlaceOrder
from tenant_apps.orders.commands.resolve_lines import OrderLineIn, resolve_lines
from tenant_apps.orders.commands.versions import Reckoned
from tenant_apps.orders.models import Order, OrderAmendment
from tenant_apps.orders.queries.allowances import lowered_of
from tenant_apps.rulesets.queries import effective
from tenant_apps.spending.commands import reserve_more, take_over
from tenant_apps.spending.types import Spend

SOURCE = "orders.amendment"


def grows(order: Order, new: Reckoned) -> bool:
    """Whether the buyer commits itself to more than before."""
    return new.total_minor > order.total_minor


def spend_of(order: Order, row: OrderAmendment, new: Reckoned) -> Spend:
    """The order as it becomes, as limits see it: without what its delivered parts came to less by."""
    lowered = lowered_of([order.pk]).get(order.pk, 0)
    return Spend(
        company_id=order.buyer_id, seller_id=order.seller_id, principal=row.principal,
        code=new.content["cost_centre"], currency=order.currency, total_minor=new.total_minor - lowered,
    )  # fmt: skip


def lock_prices(ctx: Context, row: OrderAmendment, new: Reckoned) -> None:
    """Promise the prices of what is added for as long as the marketplace's rule says, as for an order that waits."""
    days = int(str(effective("orders.price_lock_days").value))
    if not change_of(row).add or not days:
        return
    before = {line["line_no"] for line in row.before["lines"]}
    row.locked = {str(one.item_id): plain(one.unit_price) for one in new.lines if one.line_no not in before}
    row.locked_until = ctx.now + timedelta(days=days)


def refuse_moved_prices(ctx: Context, order: Order, row: OrderAmendment, new: Reckoned) -> None:
    """Refuse what comes to another amount than was agreed to: its prices were locked, and are others by now."""
    if change_of(row).close_rest or (row.sent_at is None and row.approval_id is None):
        return
    asked, now = str(row.after["total"]), str(new.content["total"])
    if asked == now or (new.total_minor < _minor(asked, order.currency) and _lower_is_fine()):
        return
    raise order_errors.prices_moved(f"{asked} {order.currency}", f"{now} {order.currency}")


def _minor(amount: str, currency: str) -> int:
    return Money.parse(amount, currency).minor


def _lower_is_fine() -> bool:
    return effective("orders.after_lock").value == "lower"


def keep_room(ctx: Context, order: Order, row: OrderAmendment, new: Reckoned) -> None:
    """Keep room of budgets and credit for what the order becomes. Locks the buyer's limits."""
    if row.reservation is not None or not (grows(order, new) or new.content["cost_centre"] != order.cost_centre):
        return
    row.reservation = uuid7()
    reserve_more(
        ctx, spend_of(order, row, new), SOURCE, row.reservation, beside=(ORDER, order.pk),
        more_minor=new.total_minor - order.total_minor,
    )  # fmt: skip


def give_back(ctx: Context, order: Order, row: OrderAmendment) -> None:
    """Free what is kept for a change. Locks the buyer's limits."""
    if row.reservation is not None:
        take_over(ctx, order.buyer_id, SOURCE, row.reservation)
        row.reservation = None


def subject_for(ctx: Context, order: Order, row: OrderAmendment, new: Reckoned) -> Subject:
    """The order as it becomes, as the buyer's policies see it; who asked for the change made it."""
    asked = [OrderLineIn(item_id=one.item_id, quantity=QuantityIn(plain(one.quantity), one.unit)) for one in new.lines]
    data = PlaceOrder(
        seller_id=order.seller_id, currency=order.currency, buyer_id=order.buyer_id, lines=asked,
        cost_centre=new.content["cost_centre"] or None,
    )  # fmt: skip
    # An item that is not offered any more may stand in an order that is there.
    lines = resolve_lines(order.seller_id, asked, for_sale=False)
    prices = [one.unit_price for one in new.lines]
    person = row.authors[0] if row.authors else None
    subject = subject_of(
        data, order.buyer_id, lines, prices, draft_id=row.pk, authors=tuple(row.authors), person=person
    )  # fmt: skip
    return replace(subject, title=f"{order.number}: {subject.title}"[:200])


def needs_approval(ctx: Context, order: Order, row: OrderAmendment, new: Reckoned) -> bool:
    """Whether the buyer's policies want the change approved, which makes the order dearer."""
    if row.approval_id is not None or not grows(order, new):
        return False
    return bool(needed_for(subject_for(ctx, order, row, new)))


def ask_approval(ctx: Context, order: Order, row: OrderAmendment, new: Reckoned) -> None:
    """Let it wait for its approval. Takes the number of the request: call it late."""
    request = open_request(ctx, subject_for(ctx, order, row, new))
    assert request is not None
    row.state, row.approval_id = "approving", request.id


def drop_request(ctx: Context, row: OrderAmendment) -> None:
    """End the request for approval of a change that is taken back."""
    if row.state == "approving" and row.approval_id is not None:
        end_request(ctx, row.approval_id)


def author_of(ctx: Context) -> list[UUID]:
    return [ctx.actor.user_id] if ctx.actor.user_id is not None else []
