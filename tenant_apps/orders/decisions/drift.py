"""How far today's price of a line is from the promised one."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Drift:
    """`today` is None where the item has no price any more."""

    item: str
    unit: str
    quantity: Decimal
    promised: Decimal
    today: Decimal | None

    @property
    def percent(self) -> Decimal:
        """The difference in hundredths of the promised price, up or down; all of it where there is no price."""
        if self.today is None:
            return Decimal(100)
        if self.promised == 0:
            return Decimal(0) if self.today == 0 else Decimal(100)
        return abs(self.today - self.promised) / self.promised * 100


def worst_drift(drifts: Sequence[Drift]) -> Drift | None:
    """The line that has moved furthest, the first of equals."""
    return max(drifts, key=lambda one: one.percent, default=None)
