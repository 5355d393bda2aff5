"""What passes the door of compliance."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal

from shared_apps.profiles.types import Combined, Demanded

State = Literal["rule", "software", "evidence"]
STATES: tuple[State, ...] = ("rule", "software", "evidence")
CHOICE_STATES = ("proposed", "in_force", "replaced", "rejected", "withdrawn")


@dataclass(frozen=True, slots=True)
class Reason:
    """One profile that demands a key: what, where, since when, how sure; `decides` if it makes the value."""

    profile: str
    profile_name: str
    value: Demanded
    source: str
    effective_from: date
    status: str
    rank: str
    decides: bool


@dataclass(frozen=True, slots=True)
class ControlLine:
    """One control as it results from all chosen profiles.

    `state` says who keeps it: a rule of the rule book, code (named by `enforce` and its `test`), or the organisation.
    `in_force` is the marketplace's own value where a rule keeps it, which may be stricter; None elsewhere.
    """

    key: str
    name: str
    combined: Combined
    state: State
    reasons: tuple[Reason, ...]
    enforce: tuple[str, ...] = ()
    tests: tuple[str, ...] = ()
    in_force: Any = None

    @property
    def value(self) -> Demanded | None:
        return self.combined.value

    @property
    def needs_counsel(self) -> bool:
        return self.combined.needs_counsel

    @property
    def profiles(self) -> tuple[str, ...]:
        return tuple(one.profile for one in self.reasons)


@dataclass(frozen=True, slots=True)
class ChoiceFacts:
    """One choice of profiles, immutable once it is in force; `content_hash` stands for all that follows from it."""

    number: int
    state: str
    edition: int
    home: str
    profiles: tuple[str, ...]
    versions: Mapping[str, str]
    decisions: Mapping[str, Mapping[str, Any]]
    reason: str
    content_hash: str
    proposed_at: datetime
    proposed_by: str
    authors: tuple[str, ...]
    decided_at: datetime | None
    decided_by: str
    decided_reason: str
    ruleset: int | None


@dataclass(frozen=True, slots=True)
class Change:
    """A control that another set of profiles would change; None where it is not demanded."""

    key: str
    before: ControlLine | None
    after: ControlLine | None


@dataclass(frozen=True, slots=True)
class Displaced:
    """A value of the marketplace itself that would count no more, and the one that would."""

    key: str
    own: Any
    instead: Any
