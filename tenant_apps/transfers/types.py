"""Words of transfers: states of mechanisms and requests, what passes the doors of the app."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal
from uuid import UUID

Reason = Literal[
    "undeclared", "region", "mechanism", "important", "core", "band", "sensitive_band", "authority", "support",
    "consent",
]  # fmt: skip
MECHANISM_STATES = ("proposed", "in_force", "ended", "rejected", "withdrawn")
REQUEST_STATES = ("open", "approved", "refused", "handed_over")
OUTCOMES = ("passed", "blocked")
# All countries together: what laws count.
ALL = "*"


@dataclass(frozen=True, slots=True)
class Counted:
    """Distinct people of a calendar year whose data went abroad."""

    persons: int = 0
    sensitive: int = 0


@dataclass(frozen=True, slots=True)
class Paper:
    """A mechanism as it is on file for a country. `filed_on` is when the authority got it."""

    mechanism: str
    valid_from: date
    valid_until: date | None
    filed_on: date | None
    has_document: bool


@dataclass(frozen=True, slots=True)
class MechanismFacts:
    id: UUID
    country: str
    mechanism: str
    state: str
    reference: str
    document_id: UUID | None
    valid_from: date
    valid_until: date | None
    filed_on: date | None
    reason: str
    edition: int
    proposed_at: datetime
    proposed_by: str
    decided_at: datetime | None
    decided_by: str
    counts: bool
    why_not: str


@dataclass(frozen=True, slots=True)
class Band:
    """A limit a year: how many are counted, from how many on something more is needed, where it stops without."""

    code: Literal["exempt", "assessment", "sensitive"]
    counted: int
    limit: int
    stops_at: int
    is_lifted: bool

    @property
    def percent(self) -> int:
        return min(100, self.counted * 100 // self.limit)


@dataclass(frozen=True, slots=True)
class Meter:
    """The year so far. `elsewhere` are other marketplaces of the same owner in the region, where they count too."""

    year: int
    own: Counted
    elsewhere: Counted
    countries: Mapping[str, Counted]
    bands: tuple[Band, ...]
