"""Whether a company may ask about an event now, and how long questions are taken."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal

LONGEST = 2000
MOST_OPEN = 20

Refused = Literal["questions_closed", "too_late", "not_for_you", "own_event", "too_many_open", "over"]


@dataclass(frozen=True, slots=True)
class Asker:
    """What the company is to the event, and how many of its questions wait for an answer."""

    is_initiator: bool = False
    is_invited: bool = False
    has_joined: bool = False
    open_questions: int = 0


def questions_end(rules: Mapping[str, Any], end_at: datetime | None) -> datetime | None:
    """Until when questions are taken; None where the bidding has no end that is known."""
    if end_at is None:
        return None
    return end_at - timedelta(hours=int(rules.get("questions_end_hours", 0)))


def why_not_ask(
    rules: Mapping[str, Any], asker: Asker, *, is_over: bool, end_at: datetime | None, now: datetime
) -> Refused | None:
    """None where the company may ask."""
    if asker.is_initiator:
        return "own_event"
    if is_over:
        return "over"
    allowed = str(rules.get("questions_from", "nobody"))
    if allowed == "nobody":
        return "questions_closed"
    if allowed == "participants" and not asker.has_joined:
        return "not_for_you"
    if allowed == "invited" and not (asker.has_joined or asker.is_invited):
        return "not_for_you"
    end = questions_end(rules, end_at)
    if end is not None and end <= now:
        return "too_late"
    return "too_many_open" if asker.open_questions >= MOST_OPEN else None
