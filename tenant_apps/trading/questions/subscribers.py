"""What people hear of by mail that happens in the kernel: an event that ends without a result."""

from shared_apps.commands.context import Context
from shared_apps.outbox.subscriptions import subscribe
from tenant_apps.trading.kernel.events import EventEnded
from tenant_apps.trading.kernel.models import Participant, TradingEvent
from tenant_apps.trading.questions.commands.telling import owe_mail


@subscribe("trading.event_ended", name="questions.tell_of_cancellation")
def on_event_ended(ctx: Context, event: EventEnded) -> None:
    """Who was invited or takes part is told when an event is withdrawn or cancelled."""
    if event.final_state not in ("withdrawn", "cancelled"):
        return
    run = TradingEvent.objects.get(pk=event.trading_event_id)
    owe_mail(
        ctx, "called_off", run, Participant.objects.filter(trading_event_id=run.pk).values_list("company_id", flat=True)
    )
