"""What orders do when something happens below."""

from shared_apps.commands.context import Context
from shared_apps.outbox.subscriptions import subscribe
from tenant_apps.orders.commands import AcceptDeal, accept_deal
from tenant_apps.trading.kernel.events import DealFormed


@subscribe("trading.deal_formed", name="orders.accept_deal")
def on_deal_formed(ctx: Context, event: DealFormed) -> None:
    """A deal of a trading mode becomes an order; a deal of an order has one already."""
    if event.origin != "order":
        ctx.call(accept_deal, AcceptDeal(deal_id=event.deal_id))
