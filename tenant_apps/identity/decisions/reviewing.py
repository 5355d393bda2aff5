"""When rights are looked at again, and what a line of a review says of a grant. Pure."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any


def is_due(now: datetime, last_signed: datetime | None, first_grant: datetime, days: int) -> bool:
    """Whether a review is to begin: that long after the last one was signed, or after the first grant."""
    return now >= (last_signed or first_grant) + timedelta(days=days)


def used_and_unused(
    permissions: Sequence[str], risky: Sequence[str], acts: Mapping[str, datetime]
) -> tuple[dict[str, str], list[str]]:
    """Permissions with the time of their last use, and risky ones that were never used. `acts`: permission to time."""
    used = {code: acts[code].isoformat() for code in permissions if code in acts}
    return used, [code for code in risky if code in permissions and code not in acts]


def undecided(lines: Sequence[Mapping[str, Any]]) -> int:
    """How many lines still need a word: those of grants that run and that nobody decided on."""
    return sum(1 for line in lines if line["runs"] and not line["decision"])
