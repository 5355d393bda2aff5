"""Exceptions as the API shows them."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
from django.utils import timezone

from shared_apps.api.forms import MoneyOut, money
from shared_apps.foundation.actor import Actor
from tenant_apps.exceptions.queries import pages


class ExceptionSummary(msgspec.Struct, frozen=True, kw_only=True):
    """`company_id` has to work on it (none: the marketplace), `other_id` is concerned. `how` says how it ended."""

    id: UUID
    number: str
    kind: str
    subject: str
    subject_id: UUID
    subject_number: str
    company_id: UUID | None
    other_id: UUID | None
    state: str
    how: str
    severity: str
    at_stake: MoneyOut | None
    facts: dict[str, Any]
    handler_name: str
    opened_at: datetime
    deadline_at: datetime
    waits_until: datetime | None
    closed_at: datetime | None
    note: str


class PlaybookStep(msgspec.Struct, frozen=True, kw_only=True):
    """`may` be done by you with `:do`; `times_done` so far."""

    code: str
    title: str
    does: str
    may: bool
    asks: str
    times_done: int


class ExceptionMomentRecord(msgspec.Struct, frozen=True, kw_only=True):
    at: datetime
    what: str
    who: str
    company: str
    step: str
    text: str


class ExceptionRecord(ExceptionSummary, frozen=True, kw_only=True):
    """An exception with its playbook and its history."""

    steps: list[PlaybookStep]
    moments: list[ExceptionMomentRecord]


_SAME = tuple(name for name in ExceptionSummary.__struct_fields__ if name != "at_stake")


def _summary(row: Any) -> dict[str, Any]:
    stake = money(row.amount_minor, row.currency) if row.currency else None
    return {name: getattr(row, name) for name in _SAME} | {"at_stake": stake}


def exception_summaries(rows: Sequence[Any]) -> list[ExceptionSummary]:
    return [ExceptionSummary(**_summary(row)) for row in rows]


def exception_record(actor: Actor, exception_id: UUID) -> ExceptionRecord:
    """One exception; NotFound when the actor may not see it."""
    row = pages.find_exception(actor, exception_id)
    shown = pages.exception_shown(actor, exception_id, timezone.now())
    steps = [
        PlaybookStep(
            code=one.code, title=str(one.title), does=str(one.does), may=one.may,
            asks=str(one.asks.label) if one.asks else "", times_done=one.is_done,
        )
        for one in shown.steps
    ]  # fmt: skip
    moments = [
        ExceptionMomentRecord(
            at=one.at, what=one.what, who=one.who, company=one.company, step=str(one.step), text=one.text
        )
        for one in shown.moments
    ]
    return ExceptionRecord(**_summary(row), steps=steps, moments=moments)
