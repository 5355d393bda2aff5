"""Whether a lot with too few bidders goes on once more, and by how much its times move. Pure.

The time that has passed since its end is no time of the lot, as in a pause; on top it gets what the rules say, and at
most as long as it ran before, so that its opening still lies behind it.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

# How a lot ends that had fewer bidders than its rules ask for.
TOO_FEW = ("too_few_bidders", "no_bids")


def goes_on(rules: Mapping[str, Any]) -> bool:
    """Whether the rules give a lot a second chance; only a lot whose end is a time can be given more of it."""
    by_time = rules.get("format", "live") in ("live", "index") and rules.get("multi_unit", "single") == "single"
    return rules.get("on_too_few") == "extend_once" and by_time


def moves_by(
    rules: Mapping[str, Any], reason: str, *, opens_at: datetime, end_at: datetime, now: datetime
) -> timedelta | None:
    """By how much every time to come moves; None where the lot ends as it is. `opens_at` is as pauses have moved it."""
    if not goes_on(rules) or reason not in TOO_FEW or now < end_at:
        return None
    more = min(timedelta(seconds=int(rules["extend_s"])), end_at - opens_at)
    return now - end_at + more if more > timedelta(0) else None
