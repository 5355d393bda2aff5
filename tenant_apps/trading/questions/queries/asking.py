"""Whether the viewer of a room may ask, or answer, or has a change to confirm: what its panels and pages say."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from shared_apps.foundation.actor import Actor
from tenant_apps.trading.kernel.models import Participant
from tenant_apps.trading.kernel.queries.rooms import Room
from tenant_apps.trading.questions.decisions.asking import Asker, Refused, questions_end, why_not_ask
from tenant_apps.trading.questions.models import Question

BIDDING = ("announced", "open", "paused")


@dataclass(frozen=True, slots=True)
class Asking:
    """`why_not` is None where the viewer's company may ask now; `until` is when questions end."""

    why_not: Refused | None
    until: datetime | None
    takes_questions: bool


def asking_of(actor: Actor, room: Room, now: datetime) -> Asking:
    """For a company; the marketplace asks nothing."""
    end = room.facts.get("end_at")
    end_at = datetime.fromisoformat(end) if isinstance(end, str) else end
    row = None
    waiting = 0
    if actor.company_id is not None:
        row = Participant.objects.filter(trading_event_id=room.id, company_id=actor.company_id).first()
        waiting = _waiting(room.id, actor.company_id)
    asker = Asker(
        is_initiator=actor.company_id is None or actor.company_id == room.initiator_id,
        is_invited=row is not None and row.invited_at is not None,
        has_joined=row is not None and row.joined_at is not None,
        open_questions=waiting,
    )
    why = why_not_ask(room.rules, asker, is_over=room.state not in BIDDING, end_at=end_at, now=now)
    return Asking(why, questions_end(room.rules, end_at), room.rules.get("questions_from", "nobody") != "nobody")


def _waiting(event_id: UUID, company_id: UUID) -> int:
    return Question.objects.filter(trading_event_id=event_id, company_id=company_id, answered_at__isnull=True).count()
