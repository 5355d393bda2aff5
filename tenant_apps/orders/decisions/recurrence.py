"""The days of an order that comes again: a rhythm, closed days, an end. Pure, so that a preview and a run agree."""

import calendar
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import Literal

Period = Literal["day", "week", "month"]
OnClosed = Literal["keep", "before", "after", "skip"]
SATURDAY = 5
# A month of closed days in a row means that none is meant.
SHIFT_MOST = 31
LOOK_MOST = 5000


@dataclass(frozen=True, slots=True)
class Rhythm:
    """Every `every` days, weeks or months from `starts_on`. `day` is the day of the month: 31 is its last day.

    `closed` and weekends are shifted to the open day before or after, left out, or kept as they are.
    """

    every: int
    period: Period
    starts_on: date
    weekday: int | None = None
    day: int | None = None
    ends_on: date | None = None
    times: int | None = None
    on_closed: OnClosed = "keep"
    closed: frozenset[date] = field(default_factory=frozenset)


@dataclass(frozen=True, slots=True)
class Due:
    """`due_on` is the day by the rhythm and names the run; `on` is the day it is placed, None when it is left out."""

    number: int
    due_on: date
    on: date | None


def nominal(rhythm: Rhythm, number: int) -> date:
    """The day of run `number`, counted from 0, before closed days are looked at."""
    if rhythm.period == "day":
        return rhythm.starts_on + timedelta(days=rhythm.every * number)
    if rhythm.period == "week":
        first = rhythm.starts_on
        if rhythm.weekday is not None:
            first += timedelta(days=(rhythm.weekday - first.weekday()) % 7)
        return first + timedelta(weeks=rhythm.every * number)
    wanted = rhythm.day or rhythm.starts_on.day
    offset = 1 if _in_month(rhythm.starts_on.year, rhythm.starts_on.month, wanted) < rhythm.starts_on else 0
    months = rhythm.starts_on.year * 12 + rhythm.starts_on.month - 1 + offset + rhythm.every * number
    return _in_month(months // 12, months % 12 + 1, wanted)


def _in_month(year: int, month: int, day: int) -> date:
    return date(year, month, min(day, calendar.monthrange(year, month)[1]))


def is_closed(rhythm: Rhythm, day: date) -> bool:
    return rhythm.on_closed != "keep" and (day.weekday() >= SATURDAY or day in rhythm.closed)


def placed_on(rhythm: Rhythm, due_on: date) -> date | None:
    """The day a run is placed on."""
    if not is_closed(rhythm, due_on):
        return due_on
    if rhythm.on_closed == "skip":
        return None
    step = timedelta(days=-1 if rhythm.on_closed == "before" else 1)
    day = due_on
    for _ in range(SHIFT_MOST):
        day += step
        if not is_closed(rhythm, day):
            return day
    return None


def runs(rhythm: Rhythm) -> Iterator[Due]:
    """All runs in their order. A run that is left out for a closed day counts to `times`: the rhythm stays."""
    for number in range(rhythm.times if rhythm.times is not None else LOOK_MOST):
        due_on = nominal(rhythm, number)
        if rhythm.ends_on is not None and due_on > rhythm.ends_on:
            return
        yield Due(number, due_on, placed_on(rhythm, due_on))


def next_run(rhythm: Rhythm, after: date | None, not_before: date) -> Due | None:
    """The first run later than `after` by the rhythm that is placed on `not_before` or later."""
    for due in runs(rhythm):
        if due.on is not None and due.on >= not_before and (after is None or due.due_on > after):
            return due
    return None


def within(agreed: Decimal, now: Decimal, percent: Decimal) -> bool:
    """Whether a price differs from the agreed one by at most so many percent, up or down."""
    return abs(now - agreed) * 100 <= agreed * percent
