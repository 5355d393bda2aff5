"""What a provider's word is worth: whether a second factor was given, and whether it asked just now. Pure."""

from collections.abc import Collection
from datetime import datetime, timedelta

# How far two clocks may differ.
SKEW = timedelta(seconds=60)


def with_second_factor(counting: Collection[str], said: Collection[str]) -> bool:
    """Whether one of the words by which the provider says so is among those it said; without any, never."""
    return not set(counting).isdisjoint(said)


def asked_anew(proved_at: datetime | None, asked_at: datetime, now: datetime) -> bool:
    """Whether the provider asked the person after we sent them there: a sign-in it remembered proves nothing now."""
    return proved_at is not None and asked_at - SKEW <= proved_at <= now + SKEW
