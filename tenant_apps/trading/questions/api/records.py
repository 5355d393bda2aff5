"""Questions and changes of an event as the API shows them."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec

from shared_apps.foundation.actor import Actor
from tenant_apps.trading.questions.queries.amendments import amendment_lines
from tenant_apps.trading.questions.queries.drafts import DraftLine, draft_lines, find_draft
from tenant_apps.trading.questions.queries.questions import question_lines


class QuestionRecord(msgspec.Struct, frozen=True, kw_only=True):
    """A question. `asker` is empty for who may not know it."""

    id: UUID
    number: int
    text: str
    asked_at: datetime
    asker: str
    is_own: bool
    answer: str
    answered_at: datetime | None


class ChangeRecord(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that was changed, with its values before and after."""

    field: str
    before: Any
    after: Any


class AmendmentRecord(msgspec.Struct, frozen=True, kw_only=True):
    """A change of an event. `is_binding`: bids from before count again once their company has confirmed it."""

    id: UUID
    number: int
    at: datetime
    reason: str
    is_binding: bool
    changes: list[ChangeRecord]
    old_hash: str
    new_hash: str


class DraftRecord(msgspec.Struct, frozen=True, kw_only=True):
    """A draft. `content` has the fields of a publication as far as they are known. `event_id` once it is published."""

    id: UUID
    mode: str
    title: str
    state: str
    version: int
    content: dict[str, Any]
    note: str
    saved_by: str
    saved_at: datetime
    event_id: UUID | None


def draft_record(actor: Actor, draft_id: UUID) -> DraftRecord:
    return _draft(find_draft(actor, draft_id))


def draft_records(rows: Sequence[Any], actor: Actor) -> list[DraftRecord]:
    return [_draft(one) for one in draft_lines(rows, actor)]


def _draft(one: DraftLine) -> DraftRecord:
    return DraftRecord(
        id=one.id, mode=one.mode, title=one.title, state=one.state, version=one.version, content=dict(one.content),
        note=one.note, saved_by=one.saved_by, saved_at=one.saved_at, event_id=one.event_id,
    )  # fmt: skip


def question_records(rows: Sequence[Any], actor: Actor) -> list[QuestionRecord]:
    return [
        QuestionRecord(
            id=one.id, number=one.number, text=one.text, asked_at=one.asked_at, asker=one.asker, is_own=one.is_own,
            answer=one.answer, answered_at=one.answered_at,
        )
        for one in question_lines(rows, actor)
    ]  # fmt: skip


def amendment_records(rows: Sequence[Any]) -> list[AmendmentRecord]:
    return [
        AmendmentRecord(
            id=one.id, number=one.number, at=one.at, reason=one.reason, is_binding=one.is_binding,
            changes=[ChangeRecord(**change) for change in one.changes], old_hash=one.old_hash, new_hash=one.new_hash,
        )
        for one in amendment_lines(rows)
    ]  # fmt: skip
