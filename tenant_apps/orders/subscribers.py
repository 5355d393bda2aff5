"""What orders do when something happens below."""

from uuid import UUID

from django.utils.translation import gettext as _

from shared_apps.commands.context import Context
from shared_apps.outbox.subscriptions import subscribe
from tenant_apps.approvals.events import RequestDecided
from tenant_apps.inventory.commands import BoughtIn, DropPurchase, ExpectPurchase, drop_purchase, expect_purchase
from tenant_apps.inventory.events import StockAdjusted, StockOpened
from tenant_apps.inventory.queries import buys_for_stock, has_supply_of
from tenant_apps.orders.commands import (
    AcceptDeal,
    EndAmendmentApproval,
    EndApproval,
    ServeWaiting,
    accept_deal,
    end_amendment_approval,
    end_draft_approval,
    serve_waiting,
)
from tenant_apps.orders.events import OrderAccepted, OrderCancelled, ReturnAccepted
from tenant_apps.orders.queries.amendments import is_amendment
from tenant_apps.orders.queries.orders import get_order, get_return
from tenant_apps.orders.queries.waiting import waited_for
from tenant_apps.parties.queries import names_of
from tenant_apps.trading.kernel.events import DealFormed


@subscribe("trading.deal_formed", name="orders.accept_deal")
def on_deal_formed(ctx: Context, event: DealFormed) -> None:
    """A deal of a trading mode becomes an order; a deal of an order has one already."""
    if event.origin != "order":
        ctx.call(accept_deal, AcceptDeal(deal_id=event.deal_id))


@subscribe("inventory.stock_adjusted", name="orders.serve_waiting")
def on_stock_adjusted(ctx: Context, event: StockAdjusted) -> None:
    """Stock that came in goes to who waits for it."""
    _serve(ctx, [event.item_id])


@subscribe("inventory.stock_opened", name="orders.serve_waiting_after_opening")
def on_stock_opened(ctx: Context, event: StockOpened) -> None:
    """Goods that a warehouse begins with go to who waits for them."""
    _serve(ctx, event.item_ids)


@subscribe("orders.order_accepted", name="orders.expect_purchase")
def on_order_accepted(ctx: Context, event: OrderAccepted) -> None:
    """What a company buys to sell it is expected in its own stock."""
    if not buys_for_stock(event.buyer_id):
        return
    order = get_order(event.order_id)
    goods = [BoughtIn(item_id=line.item_id, quantity=line.quantity) for line in order.lines]
    seller = names_of([event.seller_id])[event.seller_id]
    data = ExpectPurchase(
        buyer_id=event.buyer_id, order_id=event.order_id, number=event.number, supplier_name=seller, goods=goods
    )
    ctx.call(expect_purchase, data)


@subscribe("orders.order_cancelled", name="orders.drop_purchase")
def on_purchase_cancelled(ctx: Context, event: OrderCancelled) -> None:
    """Nothing more of a cancelled order is expected."""
    if has_supply_of(event.order_id):
        why = _("Order %(number)s was cancelled.") % {"number": event.number}
        ctx.call(drop_purchase, DropPurchase(order_id=event.order_id, reason=why))


@subscribe("orders.order_cancelled", name="orders.serve_waiting_after_cancel")
def on_order_cancelled(ctx: Context, event: OrderCancelled) -> None:
    """What a cancelled order held goes to who waits for it."""
    _serve(ctx, [line.item_id for line in get_order(event.order_id).lines])


@subscribe("orders.return_accepted", name="orders.serve_waiting_after_return")
def on_return_accepted(ctx: Context, event: ReturnAccepted) -> None:
    """Goods that came back go to who waits for them."""
    _serve(ctx, [line.item_id for line in get_return(event.return_id).lines])


def _serve(ctx: Context, item_ids: list[UUID]) -> None:
    for item_id in sorted(waited_for(item_ids)):
        ctx.call(serve_waiting, ServeWaiting(item_id=item_id))


@subscribe("approvals.request_decided", name="orders.end_draft_approval")
def on_request_decided(ctx: Context, event: RequestDecided) -> None:
    """An approved draft is placed, one that was not approved goes back to its people; changes of orders go on, too."""
    if event.kind == "orders.order" and is_amendment(event.subject_id):
        asked = EndAmendmentApproval(
            amendment_id=event.subject_id, request_id=event.request_id, state=event.state
        )  # fmt: skip
        ctx.call(end_amendment_approval, asked)
    elif event.kind == "orders.order":
        data = EndApproval(draft_id=event.subject_id, request_id=event.request_id, state=event.state)
        ctx.call(end_draft_approval, data)
