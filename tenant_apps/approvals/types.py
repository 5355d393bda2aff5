"""What passes the door of approvals: kinds of subjects with their fields, and what becomes of a request.

A kind of subject is declared by the app that owns it, so this app knows none of them.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Annotated, Any, Literal
from uuid import UUID

import msgspec

FieldKind = Literal["number", "text", "flag", "texts", "rows"]
# A time from outside must say its zone.
AwareTime = Annotated[datetime, msgspec.Meta(tz=True)]
Via = Literal["own", "delegation", "escalation"]

REQUEST_STATES = ("waiting", "approved", "rejected", "withdrawn", "expired")
STEP_STATES = ("pending", "open", "approved", "rejected", "dropped")
SELECTORS = ("role", "member", "manager", "cost_centre")
DUTIES = ("manager", "cost_centre")


@dataclass(frozen=True, slots=True)
class Field:
    """One fact that a condition may look at. `of` are the fields of its rows; `label` and `help` are for people."""

    name: str
    kind: FieldKind
    label: Any
    help: Any = ""
    of: "tuple[Field, ...]" = ()


@dataclass(frozen=True, slots=True)
class Bar:
    """A budget or a limit as it stands: minor units of one currency. Without `limit` there is none."""

    kind: str
    label: str
    currency: str
    limit: int | None
    used: int
    reserved: int
    asked: int

    @property
    def free(self) -> int | None:
        """What is left besides what is asked for; below zero where it does not fit."""
        return None if self.limit is None else self.limit - self.used - self.reserved - self.asked

    @property
    def segments(self) -> tuple[tuple[str, int, int], ...]:
        """Used, reserved by others and asked for as (name, start, width) on a bar 10,000 wide; all of it fits."""
        whole = max(self.limit or 0, self.used + self.reserved + self.asked, 1)
        parts, at = [], 0
        for name, minor in (("f", self.used), ("r", self.reserved), ("a", self.asked)):
            end = (at + minor) * 10_000 // whole
            parts.append((name, at * 10_000 // whole, end - at * 10_000 // whole))
            at += minor
        return tuple(parts)

    @property
    def limit_at(self) -> int | None:
        """Where the limit stands on the bar, when it is passed."""
        whole = self.used + self.reserved + self.asked
        return None if self.limit is None or whole <= self.limit else self.limit * 10_000 // whole


@dataclass(frozen=True, slots=True)
class ShownRow:
    """One row of a subject. `before` is what was last paid for it, if it ever was."""

    name: str
    quantity: Decimal
    unit: str
    unit_price: Decimal
    currency: str
    net_minor: int
    before: Decimal | None = None

    @property
    def is_dearer(self) -> bool:
        return self.before is not None and self.unit_price > self.before


@dataclass(frozen=True, slots=True)
class Shown:
    """A subject as an approver sees it: where it is, its rows, its budgets, until when its prices are locked."""

    url: str
    partner: str = ""
    note: str = ""
    rows: tuple[ShownRow, ...] = ()
    bars: tuple[Bar, ...] = ()
    locked_until: datetime | None = None


@dataclass(frozen=True, slots=True)
class SubjectKind:
    """A kind of things that may need approval. `show(subject_id)` and `recent(company_id, most)` are the owner's."""

    kind: str
    label: Any
    fields: tuple[Field, ...]
    show: Callable[[UUID], Shown]
    recent: "Callable[[UUID, int], Sequence[PastSubject]]"


@dataclass(frozen=True, slots=True)
class PastSubject:
    """One that was there before a policy: what a policy is tried on."""

    id: UUID
    title: str
    at: datetime
    facts: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Subject:
    """What is to be approved. `facts` are values by the names of the kind's fields; `authors` made it."""

    kind: str
    id: UUID
    company_id: UUID
    title: str
    authors: tuple[UUID, ...]
    facts: Mapping[str, Any]
    amount_minor: int = 0
    currency: str = ""
    cost_centre: str = ""


@dataclass(frozen=True, slots=True)
class Selector:
    """Who approves: holders of a role, one member, the manager of who asks, who answers for the cost centre."""

    kind: str
    who: str = ""


@dataclass(frozen=True, slots=True)
class StepSpec:
    """One step of a policy: a group of approvers side by side, and how many of them must agree.

    `quorum` 0 means all of them. `hours` 0 means no deadline; after it the step goes to the next level.
    """

    name: str
    approvers: tuple[Selector, ...]
    quorum: int = 1
    when: str = ""
    hours: int = 0


@dataclass(frozen=True, slots=True)
class PolicySpec:
    """What a version of a policy says. An empty condition is always true."""

    when: str = ""
    steps: tuple[StepSpec, ...] = ()
    own_approval: bool = False


@dataclass(frozen=True, slots=True)
class Needed:
    """A step that a subject would need, for a refusal and for a page before it is submitted."""

    policy: str
    step: str
    level: int


@dataclass(frozen=True, slots=True)
class RequestFacts:
    """A request for the owner of its subject."""

    id: UUID
    number: str
    kind: str
    subject_id: UUID
    state: str
    reason: str
    opened_at: datetime
    decided_at: datetime | None = None


REGISTRY: dict[str, SubjectKind] = {}


def declare_subject(kind: SubjectKind) -> None:
    """Make a kind of subject known. It has one owner."""
    REGISTRY[kind.kind] = kind


@dataclass(frozen=True, slots=True)
class Change:
    """A field whose value is another than the one that was approved or submitted."""

    field: str
    before: Any
    after: Any = None
