"""Questions about an event, cut to what the viewer may read: the visibility matrix decides about names."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from shared_apps.foundation.actor import Actor
from tenant_apps.trading.kernel.decisions.visibility import Viewer, may_see, preset_of
from tenant_apps.trading.kernel.errors import event_unknown
from tenant_apps.trading.kernel.models import Participant, TradingEvent
from tenant_apps.trading.kernel.queries.rooms import viewer_of
from tenant_apps.trading.questions.models import Question


@dataclass(frozen=True, slots=True)
class QuestionLine:
    """One question. `asker` is empty for who may not know; `is_own` marks those of the viewer's company."""

    id: UUID
    number: int
    text: str
    asked_at: datetime
    asker: str
    is_own: bool
    answer: str
    answered_at: datetime | None


def question_rows(actor: Actor, filters: Mapping[str, Any], event_id: UUID) -> QuerySet[Question]:
    """Answered questions, the own company's, and for initiator and marketplace all."""
    run, viewer = _seen(actor, event_id)
    rows = Question.objects.filter(trading_event_id=run.pk)
    if viewer.audience in ("house", "initiator"):
        return rows
    mine = Q(company_id=viewer.company_id) if viewer.company_id else Q(pk__in=[])
    if not may_see(preset_of(run.rules), "questions", viewer.audience, ended=bool(run.final_state)):
        return rows.filter(mine)
    return rows.filter(Q(answered_at__isnull=False) | mine)


def questions_of(actor: Actor, event_id: UUID) -> list[QuestionLine]:
    """Questions of one event, the newest first."""
    return question_lines(list(question_rows(actor, {}, event_id).order_by("-number")), actor)


def question_lines(rows: Sequence[Question], actor: Actor) -> list[QuestionLine]:
    """These questions of one event, which `question_rows` gave, as this actor may read them."""
    if not rows:
        return []
    run, viewer = _seen(actor, rows[0].trading_event_id)
    names = _names(run, viewer, rows)
    return [
        QuestionLine(
            id=row.pk,
            number=row.number,
            text=row.text,
            asked_at=row.asked_at,
            asker=names.get(row.company_id, ""),
            is_own=viewer.company_id is not None and row.company_id == viewer.company_id,
            answer=row.answer,
            answered_at=row.answered_at,
        )
        for row in rows
    ]


def _names(run: TradingEvent, viewer: Viewer, rows: Sequence[Question]) -> dict[UUID, str]:
    """Names for who may know them; numbers for an initiator who knows bidders by their numbers; else nothing."""
    preset, ended = preset_of(run.rules), bool(run.final_state)
    if may_see(preset, "askers", viewer.audience, ended=ended):
        pairs = Question.objects.filter(pk__in=[row.pk for row in rows]).values_list("company_id", "company__name")
        return dict(pairs)
    if viewer.audience != "initiator" or not may_see(preset, "bidders", viewer.audience, ended=ended):
        return {}
    joined = Participant.objects.filter(trading_event_id=run.pk, alias__isnull=False)
    return {company: f"#{alias}" for company, alias in joined.values_list("company_id", "alias")}


def _seen(actor: Actor, event_id: UUID) -> tuple[TradingEvent, Viewer]:
    runs = TradingEvent.objects.all() if actor.kind == "system" else TradingEvent.objects.visible_to(actor)
    run = runs.filter(pk=event_id).first()
    if run is None:
        raise event_unknown(event_id)
    row = None
    if actor.company_id is not None:
        row = Participant.objects.filter(trading_event_id=run.pk, company_id=actor.company_id).first()
    return run, viewer_of(actor, run, row)
