"""What a change of an event would do, before it is made. Nothing is locked and nothing written."""

from dataclasses import dataclass

from shared_apps.foundation import clock
from shared_apps.foundation.actor import Actor
from shared_apps.tenancy import scope
from tenant_apps.trading.kernel.commands.running import RunningLot, engine_of
from tenant_apps.trading.kernel.decisions.visibility import may_see, preset_of
from tenant_apps.trading.kernel.errors import event_unknown
from tenant_apps.trading.kernel.models import LotItem, Participant, TradingEvent
from tenant_apps.trading.questions.commands.amend_event import AmendEvent, planned
from tenant_apps.trading.questions.decisions.amending import Plan
from tenant_apps.trading.questions.queries.amendments import next_number


@dataclass(frozen=True, slots=True)
class Preview:
    """The change, and how many companies take part, None for who may not know."""

    plan: Plan
    number: int
    companies: int | None


def preview_of(actor: Actor, data: AmendEvent) -> Preview:
    """The change as it would be made now; refused as the command would refuse it."""
    runs = TradingEvent.objects.visible_to(actor).filter(pk=data.event_id)
    lines = list(
        LotItem.objects.filter(lot__trading_event__in=runs).select_related("lot__trading_event").order_by("line_no")
    )
    engine = engine_of(lines[0].lot.trading_event.mode) if lines else None
    if engine is None or actor.company_id not in (None, lines[0].lot.trading_event.initiator_id):
        raise event_unknown(data.event_id)
    lot, run = lines[0].lot, lines[0].lot.trading_event
    running = RunningLot(run, lot, lines, engine, engine.load(lot.engine_state), clock.now(scope.alias()))
    number = next_number(lot.pk)
    plan = planned(running, data, number)
    if not may_see(preset_of(run.rules), "bidders", "initiator", ended=False):
        return Preview(plan, number, None)
    joined = Participant.objects.filter(trading_event_id=run.pk, joined_at__isnull=False)
    return Preview(plan, number, joined.count())
