"""When a signed-in browser is over, and which ones end when there are too many."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import TypeVar

Row = TypeVar("Row")


def is_over(
    created_at: datetime, last_seen_at: datetime, now: datetime, *, idle: timedelta, absolute: timedelta
) -> bool:
    """True when nobody was there for longer than `idle`, or it was opened longer than `absolute` ago."""
    return now - last_seen_at > idle or now - created_at > absolute


def surplus(oldest_first: Sequence[Row], most: int) -> Sequence[Row]:
    """Those that end so that one more makes `most`: the oldest."""
    return oldest_first[: max(0, len(oldest_first) - most + 1)]
