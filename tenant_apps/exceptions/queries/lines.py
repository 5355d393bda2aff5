"""Exceptions as lists show them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from shared_apps.foundation.actor import Actor
from shared_apps.foundation.money import Money
from tenant_apps.exceptions.decisions.ages import Pressure, pressure_of
from tenant_apps.exceptions.models import OrderException
from tenant_apps.exceptions.types import REGISTRY
from tenant_apps.parties.queries import names_of


@dataclass(frozen=True, slots=True)
class ExceptionLine:
    """`is_own`: it is for the reader's company to work on. `partner` is the other company of the two."""

    id: UUID
    number: str
    kind: str
    title: Any
    icon: str
    subject: str
    subject_id: UUID
    subject_number: str
    owner: str
    partner: str
    is_own: bool
    state: str
    how: str
    severity: str
    pressure: Pressure
    amount: Money | None
    handler: str
    is_mine: bool
    opened_at: datetime
    deadline_at: datetime
    waits_until: datetime | None
    closed_at: datetime | None


def lines_of(actor: Actor, rows: Sequence[OrderException], now: datetime) -> list[ExceptionLine]:
    """Rows that were cut already, with the names of their companies in one statement."""
    names = names_of(_companies(rows))
    return [_line(actor, row, names, now) for row in rows]


def _companies(rows: Iterable[OrderException]) -> set[UUID]:
    return {one for row in rows for one in (row.company_id, row.other_id) if one is not None}


def _line(actor: Actor, row: OrderException, names: Any, now: datetime) -> ExceptionLine:
    kind = REGISTRY.get(row.kind)
    owner = names.get(row.company_id, "")
    other = names.get(row.other_id, "")
    return ExceptionLine(
        id=row.pk, number=row.number, kind=row.kind, title=kind.title if kind else row.kind,
        icon=kind.icon if kind else "alert-triangle", subject=row.subject, subject_id=row.subject_id,
        subject_number=row.subject_number, owner=owner,
        partner=owner if actor.company_id is not None and actor.company_id == row.other_id else other,
        is_own=actor.company_id in (None, row.company_id), state=row.state, how=row.how, severity=row.severity,
        pressure=pressure_of(row.opened_at, row.deadline_at, row.closed_at, now),
        amount=Money(row.amount_minor, row.currency) if row.currency else None, handler=row.handler_name,
        is_mine=row.handler_id is not None and row.handler_id == actor.user_id, opened_at=row.opened_at,
        deadline_at=row.deadline_at, waits_until=row.waits_until, closed_at=row.closed_at,
    )  # fmt: skip
