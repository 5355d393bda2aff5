"""Drafts of a company's events."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from shared_apps.foundation.actor import Actor
from tenant_apps.trading.questions import errors
from tenant_apps.trading.questions.decisions.drafting import may_publish
from tenant_apps.trading.questions.models import EventDraft

MOST = 200


@dataclass(frozen=True, slots=True)
class DraftLine:
    """One draft. `is_second`: the viewer may publish it as the second person."""

    id: UUID
    mode: str
    title: str
    state: str
    version: int
    content: Mapping[str, Any]
    note: str
    saved_by: str
    saved_at: datetime
    event_id: UUID | None
    is_second: bool


def draft_rows(actor: Actor, filters: Mapping[str, Any]) -> QuerySet[EventDraft]:
    """Drafts of the actor's company; `state` and `mode` narrow them."""
    rows = EventDraft.objects.visible_to(actor)
    wanted = {name: filters[name] for name in ("state", "mode") if filters.get(name)}
    return rows.filter(**wanted)


def list_drafts(actor: Actor) -> list[DraftLine]:
    """Drafts that are not published yet, the newest first."""
    rows = draft_rows(actor, {}).exclude(state="published").order_by("-id")[:MOST]
    return draft_lines(list(rows), actor)


def find_draft(actor: Actor, draft_id: UUID) -> DraftLine:
    """One draft; NotFound when there is none, or not for this actor."""
    row = EventDraft.objects.visible_to(actor).filter(pk=draft_id).first()
    if row is None:
        raise errors.draft_unknown(draft_id)
    return draft_lines([row], actor)[0]


def draft_lines(rows: Sequence[EventDraft], actor: Actor) -> list[DraftLine]:
    return [
        DraftLine(
            id=row.pk, mode=row.mode, title=row.title, state=row.state, version=row.version, content=row.content,
            note=row.note, saved_by=row.saved_by_name, saved_at=row.saved_at, event_id=row.trading_event_id,
            is_second=may_publish(row.state, row.editors, actor.id),
        )
        for row in rows
    ]  # fmt: skip
