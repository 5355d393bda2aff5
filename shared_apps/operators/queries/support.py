"""Visits of support as the console lists them: that they were asked for and how they ended, never what was seen."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from shared_apps.accounts.queries.people import list_people
from shared_apps.operators.models import SupportRequest


@dataclass(frozen=True, slots=True)
class SupportLine:
    id: UUID
    slug: str
    tenant_id: UUID
    operator: str
    reason: str
    ticket: str
    wants_writing: bool
    may_write: bool
    state: str
    asked_at: datetime
    ends_at: datetime | None
    ended_at: datetime | None
    is_own: bool
    may_enter: bool


def list_support(user_id: UUID | None, now: datetime, limit: int = 100) -> Sequence[SupportLine]:
    """All visits, newest first."""
    rows = list(SupportRequest.objects.order_by("-id")[:limit])
    people = list_people({row.operator_id for row in rows})
    return [
        SupportLine(
            id=row.pk, slug=row.slug, tenant_id=row.tenant_id, operator=people[row.operator_id].name, reason=row.reason,
            ticket=row.ticket, wants_writing=row.wants_writing, may_write=row.may_write, state=row.state,
            asked_at=row.asked_at, ends_at=row.ends_at, ended_at=row.ended_at, is_own=row.operator_id == user_id,
            may_enter=row.operator_id == user_id and row.state == "consented" and row.ends_at is not None
            and row.ends_at > now,
        )
        for row in rows
    ]  # fmt: skip
