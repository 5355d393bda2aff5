"""Available to promise: how much of an item can be promised for which day, and why.

Free goods count from today on, goods on their way from the day they are due. A lot that expires takes away on the day
after its last good day whatever of it is not needed for what is promised already: promises eat the oldest lots first.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Literal

Why = Literal["free", "arrives", "late", "expires"]
NOTHING = Decimal(0)


@dataclass(frozen=True, slots=True)
class Coming:
    """Goods on their way, and the last good day of their lot. What is overdue has no day that could be believed.

    `note` says more of it: who sends it, or why it comes later.
    """

    due: date
    quantity: Decimal
    what: str
    last_day: date | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Expiring:
    """Good stock of one lot and its last good day."""

    last_day: date
    quantity: Decimal
    what: str


@dataclass(frozen=True, slots=True)
class Step:
    """On `day` the quantity that can be promised changes by `change` to `available`."""

    day: date | None
    why: Why
    what: str
    change: Decimal
    available: Decimal
    note: str = ""


def steps_of(
    today: date, free: Decimal, reserved: Decimal, coming: Sequence[Coming], expiring: Sequence[Expiring]
) -> list[Step]:
    """Today's free quantity and every later change, in order of days; what is overdue comes last, without a day."""
    changes: list[tuple[date, int, Why, str, Decimal, str]] = []
    needed = reserved
    for lot in sorted(expiring, key=lambda one: one.last_day):
        eaten = min(needed, lot.quantity)
        needed -= eaten
        changes.append((lot.last_day + timedelta(days=1), 0, "expires", lot.what, eaten - lot.quantity, ""))
    late = [one for one in coming if one.due < today]
    for one in coming:
        if one.due < today or (one.last_day is not None and one.last_day < one.due):
            continue
        changes.append((one.due, 1, "arrives", one.what, one.quantity, one.note))
        if one.last_day is not None:
            changes.append((one.last_day + timedelta(days=1), 0, "expires", one.what, -one.quantity, ""))
    available = free
    found = [Step(today, "free", "", free, available)]
    for day, _turn, why, what, change, note in sorted(changes, key=lambda one: (one[0], one[1], one[3])):
        # What expires was free at most as far as it was not promised in between.
        change = max(change, -available) if change < 0 else change
        if change:
            available += change
            found.append(Step(day, why, what, change, available, note))
    found += [Step(None, "late", one.what, one.quantity, available, one.note) for one in late]
    return found


def first_day(steps: Sequence[Step], wanted: Decimal) -> date | None:
    """The first day from which `wanted` can be promised; None when no day is known."""
    return next((step.day for step in steps if step.day is not None and step.available >= wanted), None)
