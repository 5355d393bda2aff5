"""What the clock does when an event is published, goes on after a pause, or has its time moved."""

from shared_apps.commands.context import Context
from shared_apps.outbox.subscriptions import subscribe
from tenant_apps.trading.engines.clock.commands.begin_turns import owe_begin_of
from tenant_apps.trading.engines.clock.commands.serve_absentees import owe_serving_of
from tenant_apps.trading.engines.clock.decisions.engines import ENGINES
from tenant_apps.trading.kernel.events import EventMoved, EventPublished, EventResumed
from tenant_apps.trading.kernel.models import TradingEvent


@subscribe("trading.event_published", name="trading_clock.owe_begin")
def on_published(ctx: Context, event: EventPublished) -> None:
    if event.mode in ENGINES:
        owe_begin_of(ctx, event.trading_event_id)
        owe_serving_of(ctx, event.trading_event_id)


@subscribe("trading.event_resumed", name="trading_clock.owe_begin_again")
def on_resumed(ctx: Context, event: EventResumed) -> None:
    if TradingEvent.objects.filter(pk=event.trading_event_id, mode__in=ENGINES).exists():
        owe_begin_of(ctx, event.trading_event_id)
        owe_serving_of(ctx, event.trading_event_id)


@subscribe("trading.event_moved", name="trading_clock.owe_begin_sooner")
def on_moved(ctx: Context, event: EventMoved) -> None:
    if event.mode in ENGINES:
        owe_begin_of(ctx, event.trading_event_id)
        owe_serving_of(ctx, event.trading_event_id)
