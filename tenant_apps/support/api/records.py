"""Visits of support as the API shows them. Letting support in needs a person; nothing here writes."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec

from tenant_apps.support.queries import visit_facts


class VisitRecord(msgspec.Struct, frozen=True, kw_only=True):
    """One visit. `operator` is the end of the pseudonym of who came in; `looks` how many pages were asked for."""

    id: UUID
    operator: str
    reason: str
    ticket: str
    state: str
    wants_writing: bool
    may_write: bool
    is_standing: bool
    asked_at: datetime
    decided_at: datetime | None
    entered_at: datetime | None
    ends_at: datetime | None
    ended_at: datetime | None
    ended_how: str
    looks: int


def visit_records(rows: Sequence[Any]) -> list[VisitRecord]:
    found = visit_facts(list(rows))
    return [VisitRecord(**{name: getattr(one, name) for name in VisitRecord.__struct_fields__}) for one in found]
