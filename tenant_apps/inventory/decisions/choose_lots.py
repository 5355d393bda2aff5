"""Which lots leave first: the earliest expiry, then the oldest, then the order of the bins (FEFO).

Lots that have expired, or would not live long enough, are passed over and named, so that everybody can see why.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from uuid import UUID

NEVER = date.max
EXPIRED, TOO_SHORT = "expired", "too_short"


@dataclass(frozen=True, slots=True)
class Shelf:
    """What may be taken of one lot in one bin. `usable` is on hand less what is kept back."""

    bin_id: UUID | None
    lot_id: UUID | None
    usable: Decimal
    lot_code: str = ""
    expires_on: date | None = None
    received_at: datetime | None = None
    bin_position: int = 0
    bin_code: str = ""


@dataclass(frozen=True, slots=True)
class Pick:
    """`quantity` of one shelf; `rank` 1 leaves first."""

    shelf: Shelf
    quantity: Decimal
    rank: int


@dataclass(frozen=True, slots=True)
class Choice:
    """What is taken, what was passed over as `(lot, why)`, and how much is missing."""

    picks: tuple[Pick, ...]
    passed: tuple[tuple[str, str], ...]
    short: Decimal

    def explain(self, pick: Pick) -> dict[str, object]:
        """Why this lot: kept with the movement for ever."""
        later = [one.shelf for one in self.picks if one.rank == pick.rank + 1]
        return {
            "rule": "first_expired_first_out",
            "rank": pick.rank,
            "of": len(self.picks),
            "expires_on": pick.shelf.expires_on.isoformat() if pick.shelf.expires_on else "",
            "next": later[0].lot_code if later else "",
            "passed": [{"lot": lot, "why": why} for lot, why in self.passed],
        }


def has_expired(expires_on: date | None, today: date) -> bool:
    """The last good day is still good."""
    return expires_on is not None and expires_on < today


def choose_lots(shelves: Sequence[Shelf], wanted: Decimal, today: date, least_days: int = 0) -> Choice:
    """Take `wanted` from the shelves; what does not live `least_days` beyond today stays."""
    good: list[Shelf] = []
    passed: list[tuple[str, str]] = []
    for shelf in sorted(shelves, key=_turn):
        if shelf.usable <= 0:
            continue
        if has_expired(shelf.expires_on, today):
            passed.append((shelf.lot_code, EXPIRED))
        elif shelf.expires_on is not None and shelf.expires_on - today < timedelta(days=least_days):
            passed.append((shelf.lot_code, TOO_SHORT))
        else:
            good.append(shelf)
    picks: list[Pick] = []
    left = wanted
    for shelf in good:
        if left <= 0:
            break
        taken = min(left, shelf.usable)
        picks.append(Pick(shelf, taken, len(picks) + 1))
        left -= taken
    return Choice(tuple(picks), tuple(dict.fromkeys(passed)), max(left, Decimal(0)))


def _turn(shelf: Shelf) -> tuple[date, float, int, str, str, str]:
    arrived = shelf.received_at.timestamp() if shelf.received_at else 0.0
    return (
        shelf.expires_on or NEVER, arrived, shelf.bin_position, shelf.bin_code, str(shelf.lot_id), str(shelf.bin_id),
    )  # fmt: skip
