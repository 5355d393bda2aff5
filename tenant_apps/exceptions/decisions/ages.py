"""How pressing an exception is: the words and colours of its deadline."""

from datetime import datetime, timedelta
from typing import Literal

Pressure = Literal["late", "soon", "calm", "over"]
# The last quarter of the time is `soon`, at most a day of it.
SOON_MOST = timedelta(hours=24)


def pressure_of(opened_at: datetime, deadline_at: datetime, closed_at: datetime | None, now: datetime) -> Pressure:
    """late after the deadline, soon in the last quarter before it, calm until then, over once it is closed."""
    if closed_at is not None:
        return "over"
    if now >= deadline_at:
        return "late"
    return "soon" if now >= deadline_at - min((deadline_at - opened_at) / 4, SOON_MOST) else "calm"
