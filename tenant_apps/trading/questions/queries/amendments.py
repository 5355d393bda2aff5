"""Changes of events and who has confirmed them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Max, QuerySet

from shared_apps.foundation.actor import Actor
from tenant_apps.trading.kernel.errors import event_unknown
from tenant_apps.trading.kernel.models import Participant, TradingEvent
from tenant_apps.trading.questions.decisions.amending import MARK
from tenant_apps.trading.questions.models import Amendment, Confirmation


@dataclass(frozen=True, slots=True)
class AmendmentLine:
    """One change of an event, as everybody who sees the event reads it."""

    id: UUID
    number: int
    at: datetime
    reason: str
    is_binding: bool
    changes: Sequence[Mapping[str, Any]]
    old_hash: str
    new_hash: str


def last_binding(rules: Mapping[str, Any]) -> int:
    """The number of the last change that companies have to confirm; 0 for none. The rules in force carry it."""
    return int(rules.get(MARK, 0))


def has_confirmed(lot_id: UUID, company_id: UUID, number: int) -> bool:
    """Whether the company goes on under change `number`. Who confirms a later one has confirmed those before."""
    return not number or Confirmation.objects.filter(lot_id=lot_id, company_id=company_id, number__gte=number).exists()


def waiting(lot_id: UUID, event_id: UUID, number: int) -> set[UUID]:
    """Companies that take part and have not confirmed change `number`."""
    if not number:
        return set()
    joined = Participant.objects.filter(trading_event_id=event_id, joined_at__isnull=False)
    done = Confirmation.objects.filter(lot_id=lot_id, number__gte=number)
    return set(joined.values_list("company_id", flat=True)) - set(done.values_list("company_id", flat=True))


def amendment_rows(actor: Actor, filters: Mapping[str, Any], event_id: UUID) -> QuerySet[Amendment]:
    """Changes of an event that this actor sees."""
    if not TradingEvent.objects.visible_to(actor).filter(pk=event_id).exists():
        raise event_unknown(event_id)
    return Amendment.objects.filter(lot__trading_event_id=event_id)


def amendments_of(actor: Actor, event_id: UUID) -> list[AmendmentLine]:
    """Changes of one event, the newest first."""
    return amendment_lines(list(amendment_rows(actor, {}, event_id).order_by("-number")))


def amendment_lines(rows: Sequence[Amendment]) -> list[AmendmentLine]:
    return [
        AmendmentLine(row.pk, row.number, row.at, row.reason, row.is_binding, row.changes, row.old_hash, row.new_hash)
        for row in rows
    ]


def next_number(lot_id: UUID) -> int:
    return (Amendment.objects.filter(lot_id=lot_id).aggregate(last=Max("number"))["last"] or 0) + 1
