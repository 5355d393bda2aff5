"""Words of support visits."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

VisitState = Literal["asked", "consented", "refused", "ended"]
VISIT_STATES: tuple[VisitState, ...] = ("asked", "consented", "refused", "ended")
EndedHow = Literal["time", "operator", "marketplace", "withdrawn"]
# A visit never lasts longer, and the secret that opens it is good for so long.
MOST_MINUTES = 60
ENTRY_S = 120
STANDING_DAYS_MOST = 90


@dataclass(frozen=True, slots=True)
class VisitFacts:
    """A visit as the marketplace sees it. `operator` is the short form of the pseudonym."""

    id: UUID
    operator: str
    reason: str
    ticket: str
    state: str
    wanted_member: UUID | None
    wanted_name: str
    wants_writing: bool
    member_name: str
    may_write: bool
    asked_at: datetime
    decided_at: datetime | None
    decided_by: str
    decided_reason: str
    is_standing: bool
    entered_at: datetime | None
    ends_at: datetime | None
    ended_at: datetime | None
    ended_how: str
    looks: int


@dataclass(frozen=True, slots=True)
class LookFacts:
    at: datetime
    method: str
    path: str
    status: int


@dataclass(frozen=True, slots=True)
class StandingFacts:
    until: datetime
    given_at: datetime
    given_by: str
    minutes: int
