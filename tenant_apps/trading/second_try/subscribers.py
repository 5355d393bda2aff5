"""What follows by itself when an event ends without a result."""

from shared_apps.commands.context import Context
from shared_apps.outbox.subscriptions import subscribe
from tenant_apps.trading.kernel.events import EventEnded
from tenant_apps.trading.kernel.models import TradingEvent
from tenant_apps.trading.second_try.commands import Negotiate, negotiate


@subscribe("trading.event_ended", name="second_try.negotiate")
def on_event_ended(ctx: Context, event: EventEnded) -> None:
    """Only events that failed for want of bidders, and whose rules say so, lead to a negotiation."""
    failed = TradingEvent.objects.filter(pk=event.trading_event_id, final_state="unsuccessful")
    if failed.filter(rules__on_too_few="negotiate").exists():
        ctx.call(negotiate, Negotiate(event_id=event.trading_event_id))
