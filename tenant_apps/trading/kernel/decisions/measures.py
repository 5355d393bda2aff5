"""Many synthetic lots under one set of rules, and what they say: price, length, bids, and how fair they were.

All figures are exact: sums of decimals, counts, fractions of counts; they are rounded where they are shown.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from random import Random
from typing import Any
from uuid import UUID

from shared_apps.foundation.currencies import MINOR_UNITS
from tenant_apps.trading.kernel.decisions.engine import Engine, LotTerms
from tenant_apps.trading.kernel.decisions.simulation import HABITS, Bidder, Bidding, Course, Habit, play
from tenant_apps.trading.kernel.types import Side

OPENS = datetime.fromisoformat("2026-01-05T09:00:00+00:00")
INITIATOR = UUID(int=1)
# Somebody waits for the answer: with this many acts it is there within a few seconds.
MOST_ACTS_IN_ALL = 30_000


@dataclass(frozen=True, slots=True)
class Wish:
    """What is simulated: so many lots, each with so many bidders whose values lie between two prices.

    `late` and `limit` are how many of a hundred bidders wait for the end, and how many name a limit and leave.
    """

    side: Side
    quantity: Decimal
    unit: str
    currency: str
    bidders: int
    lowest: Decimal
    highest: Decimal
    late: int
    limit: int
    runs: int
    seed: int


@dataclass(frozen=True, slots=True)
class Run:
    """One synthetic lot: how it ran, and who was in it."""

    course: Course
    bidders: tuple[Bidder, ...]
    side: Side

    @property
    def ranked(self) -> list[Bidder]:
        """The bidders, the one to whom the goods are worth most (who delivers cheapest) first."""
        return sorted(self.bidders, key=lambda one: one.value, reverse=self.side == "sell")

    @property
    def winner(self) -> Bidder | None:
        """Who got most of it."""
        most = max(self.course.allocations, key=lambda one: one.quantity, default=None)
        return next((one for one in self.bidders if most and one.company_id == most.company_id), None)

    @property
    def price(self) -> Decimal | None:
        """The mean price of a unit, exact to a millionth."""
        if not self.course.allocations:
            return None
        return (self.course.value / self.course.quantity).quantize(Decimal("0.000001"))


@dataclass(frozen=True, slots=True)
class Figures:
    """What the lots say together. Shares are of lots that were awarded, counts are means per lot."""

    lots: int
    awarded: int
    price_mean: Fraction | None
    price_low: Decimal | None
    price_median: Decimal | None
    price_high: Decimal | None
    prices: tuple[Decimal, ...]
    minutes_median: Fraction | None
    bids_mean: Fraction
    refused_mean: Fraction
    extensions_mean: Fraction
    lead_changes_mean: Fraction
    best_won: Fraction | None
    """How often whoever valued it most won: 1 is what an efficient auction reaches."""
    against_second: Fraction | None
    """The price as a share of the second best value: what an ideal second-price auction would have reached is 1."""
    late_won: Fraction | None
    """How often a bidder won that waits for the end, beside its share of all bidders: apart, waiting pays."""
    late_share: Fraction


def bidders_of(wish: Wish, random: Random) -> tuple[Bidder, ...]:
    """The bidders of one lot. Values are whole minor units between the two prices, all equally likely."""
    unit = Decimal(1).scaleb(-MINOR_UNITS[wish.currency])
    low, high = int(wish.lowest / unit), int(wish.highest / unit)
    return tuple(
        Bidder(UUID(int=100 + at), random.randint(low, high) * unit, _habit(wish, random)) for at in range(wish.bidders)
    )


def run_all(
    engine: Engine[Any], bidding: Bidding, wish: Wish, rules: Mapping[str, Any], ends_in: timedelta | None
) -> list[Run]:
    """The lots of the wish, fewer where they take more than `MOST_ACTS_IN_ALL` acts; at least one.

    The bidders of lot n are the same under all rules: only the rules differ. ValueError where the rules cannot run.
    """
    terms = LotTerms(
        wish.side, INITIATOR, wish.quantity, wish.unit, wish.currency, OPENS, OPENS + ends_in if ends_in else None
    )
    found: list[Run] = []
    acts = 0
    for number in range(wish.runs):
        bidders = bidders_of(wish, Random(f"{wish.seed}:{number}:values"))
        course = play(engine, bidding, terms, rules, bidders, Random(f"{wish.seed}:{number}:moves"))
        found.append(Run(course, bidders, wish.side))
        acts += course.accepted + sum(course.refused.values())
        if acts >= MOST_ACTS_IN_ALL:
            break
    return found


def measure(runs: Sequence[Run]) -> Figures:
    """The figures of some lots; at least one is needed."""
    awarded = [run for run in runs if run.price is not None]
    prices = sorted(run.price for run in awarded if run.price is not None)
    lengths = sorted(run.course.duration for run in runs if run.course.duration is not None)
    habits = [bidder.habit for run in runs for bidder in run.bidders]
    return Figures(
        lots=len(runs),
        awarded=len(awarded),
        price_mean=_mean([Fraction(price) for price in prices]),
        price_low=_at(prices, 1),
        price_median=_at(prices, 5),
        price_high=_at(prices, 9),
        prices=tuple(prices),
        minutes_median=Fraction(_at(lengths, 5) // timedelta(microseconds=1), 60_000_000) if lengths else None,
        bids_mean=Fraction(sum(run.course.accepted for run in runs), len(runs)),
        refused_mean=Fraction(sum(sum(run.course.refused.values()) for run in runs), len(runs)),
        extensions_mean=Fraction(sum(run.course.extensions for run in runs), len(runs)),
        lead_changes_mean=Fraction(sum(run.course.lead_changes for run in runs), len(runs)),
        best_won=_share([_has_best(run) for run in awarded]),
        against_second=_mean([one for run in awarded if (one := _against_second(run)) is not None]),
        late_won=_share([run.winner is not None and run.winner.habit == "late" for run in awarded]),
        late_share=Fraction(habits.count("late"), len(habits)),
    )


def _habit(wish: Wish, random: Random) -> Habit:
    drawn = random.randrange(100)
    if drawn < wish.late:
        return HABITS[1]
    return HABITS[2] if drawn < wish.late + wish.limit else HABITS[0]


def _has_best(run: Run) -> bool:
    return run.winner is not None and run.winner.value == run.ranked[0].value


def _against_second(run: Run) -> Fraction | None:
    if len(run.bidders) < 2 or run.price is None:
        return None
    return Fraction(run.price) / Fraction(run.ranked[1].value)


def _mean(values: Sequence[Fraction]) -> Fraction | None:
    return sum(values, Fraction(0)) / len(values) if values else None


def _share(hits: Sequence[bool]) -> Fraction | None:
    return Fraction(sum(hits), len(hits)) if hits else None


def _at(values: Sequence[Any], tenth: int) -> Any:
    """The value below which so many tenths of all lie; None of nothing."""
    return values[min(len(values) - 1, len(values) * tenth // 10)] if values else None
