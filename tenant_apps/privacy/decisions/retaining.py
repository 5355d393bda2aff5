"""What goes and what stays when records are old: the time of a class, and legal holds. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Literal
from uuid import UUID

from tenant_apps.privacy.decisions.calendar import add_months
from tenant_apps.privacy.types import Candidate


@dataclass(frozen=True, slots=True)
class Hold:
    """A legal hold in force."""

    number: str
    target: Literal["person", "company", "class"]
    target_id: UUID | None
    record_class: str = ""


@dataclass(frozen=True, slots=True)
class Sorted:
    """Candidates that go, and those that a hold keeps, with its number."""

    go: tuple[Candidate, ...]
    held: tuple[tuple[Candidate, str], ...]


def before(now: datetime, amount: int, unit: str) -> datetime:
    """Records whose time began before this moment have passed it."""
    if unit == "days":
        return now - timedelta(days=amount)
    months = amount * 12 if unit == "years" else amount
    return datetime.combine(add_months(now.date(), -months), now.timetz())


def stands(ends_on: date | None, lifted: bool, today: date) -> bool:
    """Whether a hold is in force: not lifted, and its last day not over."""
    return not lifted and (ends_on is None or ends_on >= today)


def held_by(record_class: str, one: Candidate, holds: Iterable[Hold]) -> str:
    """The number of the first hold that keeps a record; empty if none does."""
    for hold in holds:
        if hold.target == "class":
            if hold.record_class == record_class:
                return hold.number
        elif hold.target == "person":
            if one.person_id is not None and hold.target_id == one.person_id:
                return hold.number
        elif hold.target_id in one.company_ids:
            return hold.number
    return ""


def sort(record_class: str, candidates: Iterable[Candidate], holds: Sequence[Hold]) -> Sorted:
    """Which of them go and which stay."""
    go, held = [], []
    for one in candidates:
        number = held_by(record_class, one, holds)
        if number:
            held.append((one, number))
        else:
            go.append(one)
    return Sorted(tuple(go), tuple(held))
