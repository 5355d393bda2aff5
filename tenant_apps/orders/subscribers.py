"""What orders do when something happens below."""

from shared_apps.commands.context import Context
from shared_apps.outbox.subscriptions import subscribe
from tenant_apps.approvals.events import RequestDecided
from tenant_apps.orders.commands import AcceptDeal, EndApproval, accept_deal, end_draft_approval
from tenant_apps.trading.kernel.events import DealFormed


@subscribe("trading.deal_formed", name="orders.accept_deal")
def on_deal_formed(ctx: Context, event: DealFormed) -> None:
    """A deal of a trading mode becomes an order; a deal of an order has one already."""
    if event.origin != "order":
        ctx.call(accept_deal, AcceptDeal(deal_id=event.deal_id))


@subscribe("approvals.request_decided", name="orders.end_draft_approval")
def on_request_decided(ctx: Context, event: RequestDecided) -> None:
    """An approved draft is placed, one that was not approved goes back to its people."""
    if event.kind == "orders.order":
        data = EndApproval(draft_id=event.subject_id, request_id=event.request_id, state=event.state)
        ctx.call(end_draft_approval, data)
