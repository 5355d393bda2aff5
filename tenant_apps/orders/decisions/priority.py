"""Who is served first when stock is short: a score in which waiting itself counts, so that nobody starves.

Every component but age lies between 0 and 1, so its weight is the most it can ever give. Age has no ceiling: an order
that has waited longer than another by `overtaking_days` outranks it whatever else they are. Later orders can overtake
only inside that window; this is the bound the weights imply.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction

GRADES = {"a": Fraction(1), "b": Fraction(1, 2), "c": Fraction(0)}
DAY_S = 86_400


@dataclass(frozen=True, slots=True)
class Weights:
    """Points. `age` are points per day of waiting; `full_value` and `full_penalty` are where those count in full."""

    grade: Fraction
    promise: Fraction
    value: Fraction
    penalty: Fraction
    age: Fraction
    full_value_minor: int
    full_penalty_minor: int
    horizon_days: int

    @property
    def overtaking_days(self) -> Fraction:
        """An order that comes later than this can never be served before."""
        return (self.grade + self.promise + self.value + self.penalty) / self.age


@dataclass(frozen=True, slots=True)
class Waiting:
    """What waits. `key` breaks ties: the same everywhere, older ones smaller."""

    key: str
    since: datetime
    quantity: Decimal
    grade: str
    promised: date | None
    value_minor: int
    penalty_minor: int


@dataclass(frozen=True, slots=True)
class Score:
    """Points by component, in the order people see them."""

    grade: Fraction
    promise: Fraction
    value: Fraction
    penalty: Fraction
    age: Fraction

    @property
    def total(self) -> Fraction:
        return self.grade + self.promise + self.value + self.penalty + self.age


def score(one: Waiting, weights: Weights, now: datetime) -> Score:
    """The points of one order at a moment."""
    waited = now - one.since
    waited_s = Fraction(waited.days * DAY_S + waited.seconds) + Fraction(waited.microseconds, 10**6)
    return Score(
        grade=weights.grade * GRADES.get(one.grade, GRADES["c"]),
        promise=weights.promise * _urgency(one.promised, now.date(), weights.horizon_days),
        value=weights.value * _part(one.value_minor, weights.full_value_minor),
        penalty=weights.penalty * _part(one.penalty_minor, weights.full_penalty_minor),
        age=weights.age * max(waited_s, Fraction(0)) / DAY_S,
    )


def rank(waiting: Sequence[Waiting], weights: Weights, now: datetime) -> list[tuple[Waiting, Score]]:
    """Highest score first; equal ones in the order of their keys."""
    scored = [(one, score(one, weights, now)) for one in waiting]
    return sorted(scored, key=lambda pair: (-pair[1].total, pair[0].key))


def share_out(ranked: Sequence[Waiting], free: Decimal) -> list[tuple[Waiting, Decimal]]:
    """Who gets how much of what is free: strictly in order, the last one perhaps a part."""
    found = []
    for one in ranked:
        part = min(one.quantity, free)
        if part <= 0:
            break
        found.append((one, part))
        free -= part
    return found


def _urgency(promised: date | None, today: date, horizon_days: int) -> Fraction:
    if promised is None:
        return Fraction(0)
    left = (promised - today).days
    return min(Fraction(1), max(Fraction(0), 1 - Fraction(left, horizon_days)))


def _part(amount: int, full: int) -> Fraction:
    return min(Fraction(1), Fraction(max(amount, 0), max(full, 1)))
