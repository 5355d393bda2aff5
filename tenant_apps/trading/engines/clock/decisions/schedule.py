"""The price list of a Dutch or Japanese auction: which price stands in which tick, in closed form.

The list is kept as runs of equal change, so the price of any tick is one multiplication and the same after seven hours
or a restart as it was announced.
"""

from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

from tenant_apps.trading.engines.clock.decisions.figures import Table, percent_of, read_table


@dataclass(frozen=True, slots=True)
class Schedule:
    """`runs` are (first tick, price there, signed change per tick); the last run is the last price."""

    runs: tuple[tuple[int, Decimal, Decimal], ...]

    @property
    def last_tick(self) -> int:
        return self.runs[-1][0]

    def price(self, tick: int) -> Decimal:
        first, price, change = self._run(tick)
        return price + change * (tick - first)

    def first_at(self, price: Decimal, *, falling: bool) -> int:
        """The first tick whose price is no worse than this for who waits for it; past the last one if none is."""
        low, high = 0, self.last_tick + 1
        while low < high:
            middle = (low + high) // 2
            reached = self.price(middle) <= price if falling else self.price(middle) >= price
            low, high = (low, middle) if reached else (middle + 1, high)
        return low

    def change(self, tick: int) -> Decimal:
        """By how much the price moves after a tick."""
        return self._run(tick)[2]

    def _run(self, tick: int) -> tuple[int, Decimal, Decimal]:
        return self.runs[bisect_right([run[0] for run in self.runs], tick) - 1]


def build_schedule(start: Decimal, last: Decimal, table: Table, *, falling: bool) -> Schedule:
    """Runs from `start` to `last`; within a row of the table the change is the same, and the last one is cut short."""
    runs: list[tuple[int, Decimal, Decimal]] = []
    tick, price = 0, start
    while (price > last) if falling else (price < last):
        row = max(at for at, (begins, _change) in enumerate(table) if begins <= price)
        begins, change = table[row]
        ticks = _steps_to(abs(last - price), change)
        if falling:
            # A row also governs the step that leaves it.
            ticks = min(ticks, int((Fraction(price) - Fraction(begins)) / Fraction(change) // 1) + 1)
        elif row + 1 < len(table):
            ticks = min(ticks, _steps_to(table[row + 1][0] - price, change))
        signed = -change if falling else change
        runs.append((tick, price, signed))
        tick, price = tick + ticks, price + signed * ticks
    runs.append((tick, last, Decimal(0)))
    return Schedule(tuple(runs))


def levels_of(currency: str, rules: Mapping[str, Any]) -> Schedule:
    """The prices of the levels of a Japanese auction, from the ceiling down to the last price."""
    start, floor = Decimal(rules["start_price"]), Decimal(rules["floor"])
    table = read_table(rules["increment_table"])
    if rules["increment_kind"] != "table":
        change = Decimal(str(rules["increment"]))
        if rules["increment_kind"] == "percent_of_start":
            change = percent_of(change, start, currency)
        table = ((Decimal(0), change),)
    return build_schedule(start, floor, table, falling=True)


def _steps_to(distance: Decimal, change: Decimal) -> int:
    """Whole changes until the distance is covered."""
    return int(-(-Fraction(distance) / Fraction(change) // 1))
