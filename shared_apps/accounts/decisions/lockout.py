"""When failed attempts lock a key, and for how long.

The wait doubles with each failure after the limit, so that a patient guesser gets a few tries a day and not a few per
quarter of an hour.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(frozen=True, slots=True)
class Limit:
    """`free` failures within `memory` cost nothing; from then on every one locks."""

    free: int
    first_lock: timedelta
    longest_lock: timedelta
    memory: timedelta


DAY = timedelta(hours=24)


def account_limit(free: int, minutes: int) -> Limit:
    """The limit of an account; it forgets no failure before its longest lock is over."""
    return Limit(free=free, first_lock=timedelta(minutes=minutes), longest_lock=DAY, memory=2 * DAY)


# What holds where nobody demands otherwise.
ACCOUNT = account_limit(5, 15)
# One address may be a whole office behind one router.
ADDRESS = Limit(free=20, first_lock=timedelta(minutes=15), longest_lock=timedelta(hours=4), memory=timedelta(hours=8))


def decide_count(limit: Limit, failed: int, last_failed_at: datetime, now: datetime) -> int:
    """The number of failures after one more; old ones are forgotten."""
    return 1 if now - last_failed_at > limit.memory else failed + 1


def decide_lock(limit: Limit, failed: int) -> timedelta:
    """How long the key is locked after this many failures; zero below the limit."""
    if failed < limit.free:
        return timedelta(0)
    doublings = min(failed - limit.free, 16)
    return min(limit.first_lock * 2**doublings, limit.longest_lock)
