"""When all keys of a marketplace may be destroyed: two operators, days between them, and nothing in a hurry."""

from datetime import datetime, timedelta
from typing import Literal
from uuid import UUID

LIFETIME = timedelta(days=7)
# So that a day is left to agree in.
LONGEST_WAIT_H = 144

Verdict = Literal["yes", "same_person", "early", "late"]


def frame(now: datetime, wait_h: int) -> tuple[datetime, datetime]:
    """From when until when a second operator may agree to what is asked for now."""
    return now + timedelta(hours=wait_h), now + LIFETIME


def judge(asked_by: UUID, agreed_by: UUID, now: datetime, begin: datetime, end: datetime) -> Verdict:
    """Whether this person may agree now, and why not; both moments belong to the time in which they may."""
    if agreed_by == asked_by:
        return "same_person"
    if now < begin:
        return "early"
    return "late" if now > end else "yes"
