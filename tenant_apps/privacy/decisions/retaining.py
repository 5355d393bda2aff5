"""What goes and what stays when records are old: the time of a class, and legal holds. Pure."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Literal
from uuid import UUID
from zoneinfo import ZoneInfo

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
    """Candidates that go, those that a hold keeps, with its number, and those about which somebody still disputes."""

    go: tuple[Candidate, ...]
    held: tuple[tuple[Candidate, str], ...]
    disputed: tuple[Candidate, ...] = ()


def kept_for(least: int, most: int | None) -> int | None:
    """How long records are kept: the longer of both times, or the least alone without another; None: for good."""
    if most is None:
        return least
    return max(least, most) if most else None


def before_year(now: datetime, years: int, zone: str) -> datetime:
    """As `before`, for a time that runs from the end of the calendar year in the marketplace's time zone.

    What is from year Y and kept for N years goes with the first moment of year Y + N + 1 (AO 147(4), HGB 257(5)).
    """
    there = ZoneInfo(zone)
    return datetime(now.astimezone(there).year - years, 1, 1, tzinfo=there).astimezone(UTC)


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


def sort(
    record_class: str, candidates: Iterable[Candidate], holds: Sequence[Hold], disputed: Collection[UUID] = ()
) -> Sorted:
    """Which of them go and which stay; a hold is named before a dispute."""
    go, held, kept = [], [], []
    for one in candidates:
        number = held_by(record_class, one, holds)
        if number:
            held.append((one, number))
        elif one.id in disputed:
            kept.append(one)
        else:
            go.append(one)
    return Sorted(tuple(go), tuple(held), tuple(kept))
