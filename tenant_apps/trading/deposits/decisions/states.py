"""What a deposit is, from what became of its amount. Pure; the stored state is checked against it."""

from dataclasses import dataclass

from tenant_apps.trading.deposits.types import State


@dataclass(frozen=True, slots=True)
class Parts:
    """A blocked amount in minor units, and what of it has been used."""

    amount: int
    applied: int = 0
    released: int = 0
    forfeited: int = 0

    @property
    def left(self) -> int:
        """What is still blocked."""
        return self.amount - self.applied - self.released - self.forfeited


def state_of(parts: Parts) -> State:
    """One word for a deposit that was blocked."""
    if parts.left > 0:
        return "blocked"
    if parts.forfeited == parts.amount:
        return "forfeited"
    if parts.forfeited:
        return "partly_forfeited"
    return "applied" if parts.applied else "released"


def drawn(lefts: list[int], most: int) -> list[int]:
    """How much of each deposit pays an amount: the first is used up before the next."""
    found = []
    for left in lefts:
        part = min(left, most)
        found.append(part)
        most -= part
    return found
