"""Decide what an order's instalments are, when each is due, and how far it is paid.

Amounts are divided by largest remainder, so that they are the order to the last minor unit. What is paid fills the
instalments in the order in which they are due: the oldest first, those without a day last.
"""

from calendar import monthrange
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple

from tenant_apps.terms.types import InstalmentState, TermsStep

FAR = date.max


class Part(NamedTuple):
    """An instalment as the decisions see it."""

    no: int
    amount_minor: int
    due_on: date | None
    late: bool = False


def divide(total_minor: int, shares: Sequence[Decimal]) -> list[int]:
    """Amounts in the ratio of the shares; the first of equal remainders gets the odd unit."""
    whole = sum((Fraction(share) for share in shares), Fraction(0))
    exact = [total_minor * Fraction(share) / whole for share in shares]
    amounts = [int(one // 1) for one in exact]
    by_rest = sorted(range(len(exact)), key=lambda at: (amounts[at] - exact[at], at))
    for at in by_rest[: total_minor - sum(amounts)]:
        amounts[at] += 1
    return amounts


def due_day(step: TermsStep, reached: Mapping[str, date], end_of_month: bool) -> date | None:
    """The day an instalment is due, or None while its milestone is not reached."""
    if step.milestone == "date":
        return step.on
    base = reached.get(step.milestone)
    if base is None:
        return None
    day = base + timedelta(days=step.days)
    return day.replace(day=monthrange(day.year, day.month)[1]) if end_of_month else day


def fill(parts: Sequence[Part], paid_minor: int) -> dict[int, int]:
    """How much of each instalment is paid, by number."""
    found = {}
    for part in sorted(parts, key=lambda one: (one.due_on or FAR, one.no)):
        found[part.no] = min(paid_minor, part.amount_minor)
        paid_minor -= found[part.no]
    return found


def state_of(part: Part, paid_minor: int, today: date) -> InstalmentState:
    """Where an instalment stands today."""
    if part.amount_minor == 0:
        return "void"
    if paid_minor >= part.amount_minor:
        return "paid"
    if part.due_on is not None and part.due_on < today:
        return "late"
    if paid_minor:
        return "part_paid"
    return "due" if part.due_on is not None else "planned"


def asked(parts: Sequence[Part], paid: Mapping[int, int], today: date) -> int:
    """What is unpaid of everything that is due by today."""
    return sum(p.amount_minor - paid[p.no] for p in parts if p.due_on is not None and p.due_on <= today)


def accelerates(
    parts: Sequence[Part], paid: Mapping[int, int], today: date, *, when: str, days: int, missed: int
) -> bool:
    """Whether the rest is due at once: one instalment late for long, or several late."""
    late = [p for p in parts if p.due_on is not None and p.due_on < today and paid[p.no] < p.amount_minor]
    if when == "late":
        return any(p.due_on + timedelta(days=days) < today for p in late if p.due_on is not None)
    return when == "missed" and len(late) >= missed


def next_look(parts: Sequence[Part], paid: Mapping[int, int], today: date, extra_days: int | None) -> date | None:
    """The next day on which something happens by itself: one is due, is late, or is late for long."""
    days = []
    for part in parts:
        if part.due_on is None or paid[part.no] >= part.amount_minor:
            continue
        days += [part.due_on, part.due_on + timedelta(days=1)]
        if extra_days is not None:
            days.append(part.due_on + timedelta(days=extra_days + 1))
    return min((day for day in days if day > today), default=None)
