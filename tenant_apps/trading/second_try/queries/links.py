"""What came before an event and what followed it, cut to the events the actor may see."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from shared_apps.foundation.actor import Actor
from tenant_apps.trading.kernel.models import Award, Deal, TradingEvent
from tenant_apps.trading.second_try.decisions.again import WITHOUT_RESULT
from tenant_apps.trading.second_try.models import Succession


@dataclass(frozen=True, slots=True)
class Link:
    id: UUID
    number: str
    kind: str
    changed_percent: Decimal


@dataclass(frozen=True, slots=True)
class Links:
    """`may_rerun`: it ended without a result and nothing followed. `winners` are those whose deals were cancelled."""

    before: Link | None
    after: Link | None
    may_rerun: bool
    most_percent: Decimal
    winners: Sequence[tuple[UUID, str]]


def links_of(actor: Actor, event_id: UUID) -> Links | None:
    """None where the actor may not see the event."""
    run = TradingEvent.objects.visible_to(actor).filter(pk=event_id).first()
    if run is None:
        return None
    seen = TradingEvent.objects.visible_to(actor)
    before = Succession.objects.filter(successor_id=run.pk, event__in=seen).select_related("event").first()
    after = Succession.objects.filter(event_id=run.pk, successor__in=seen).select_related("successor").first()
    mine = actor.company_id in (None, run.initiator_id)
    deals = Deal.objects.filter(trading_event_id=run.pk)
    spoilt = run.final_state == "complete" and deals.exists() and not deals.filter(cancelled_at__isnull=True).exists()
    followed = Succession.objects.filter(event_id=run.pk).exists()
    is_over = (run.final_state in WITHOUT_RESULT or spoilt) and not followed
    winners = Award.objects.filter(lot__trading_event_id=run.pk).values_list("company_id", "company__name").distinct()
    return Links(
        before=Link(before.event_id, before.event.number, before.kind, before.changed_percent) if before else None,
        after=Link(after.successor_id, after.successor.number, after.kind, after.changed_percent) if after else None,
        may_rerun=mine and is_over and int(run.rules.get("relist", 0)) > 0 and actor.may("trading.rerun_event"),
        most_percent=Decimal(str(run.rules.get("relist_percent") or "0"))
        if run.rules.get("start_price")
        else Decimal(0),
        winners=list(winners) if mine and spoilt else [],
    )
