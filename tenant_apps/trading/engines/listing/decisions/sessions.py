"""Trading sessions: weekly hours in the marketplace's zone, and the days on which there are none.

`Mon-Fri 09:00-11:30 13:30-15:00; Sat 21:00-02:00`: the last one ends on Sunday. A session belongs to the day on which
it begins; a holiday takes away the sessions that begin on it. Hours are those on the wall, whatever summer time does.
"""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_HOURS = re.compile(r"([01]\d|2[0-3]):([0-5]\d)-([01]\d|2[0-3]|24):([0-5]\d)")
_FAR = 400
MIDNIGHT = 24 * 60


@dataclass(frozen=True, slots=True)
class Sessions:
    """`weekly` has (weekday, first minute, last minute) of the day; a last minute beyond the day is tomorrow's.

    Without any, trading never rests.
    """

    weekly: tuple[tuple[int, int, int], ...]
    holidays: frozenset[date]
    zone: str

    def is_open(self, now: datetime) -> bool:
        if not self.weekly:
            return True
        today = now.astimezone(ZoneInfo(self.zone)).date()
        around = (today - timedelta(days=1), today)
        return any(start <= now < end for day in around for start, end in self._of(day))

    def next_change(self, now: datetime) -> datetime | None:
        """When the session that runs ends, or the next one begins; None where neither is in sight."""
        if not self.weekly:
            return None
        today = now.astimezone(ZoneInfo(self.zone)).date()
        is_open = self.is_open(now)
        for ahead in range(-1, _FAR):
            edges = self._of(today + timedelta(days=ahead))
            found = [one for start, end in edges for one in (start, end) if one > now and self.is_open(one) != is_open]
            if found:
                return min(found)
        return None

    def _of(self, day: date) -> list[tuple[datetime, datetime]]:
        if day in self.holidays:
            return []
        return [
            (self._moment(day, first), self._moment(day, last))
            for weekday, first, last in self.weekly
            if weekday == day.weekday()
        ]

    def _moment(self, day: date, minute: int) -> datetime:
        day, minute = (day + timedelta(days=1), minute - MIDNIGHT) if minute >= MIDNIGHT else (day, minute)
        wall = datetime.combine(day, time(minute // 60, minute % 60), tzinfo=ZoneInfo(self.zone))
        return wall.astimezone(UTC)


@lru_cache(maxsize=256)
def read_sessions(text: str, holidays: str, zone: str) -> Sessions:
    """The sessions as the rules spell them; ValueError says which part cannot be read."""
    weekly: list[tuple[int, int, int]] = []
    for part in filter(None, (one.strip() for one in text.split(";"))):
        days, *hours = part.split()
        if not hours:
            raise ValueError(f"{part!r} names no hours, as in Mon-Fri 09:00-17:00")
        for day in _days(days):
            weekly += [(day, *_minutes(one)) for one in hours]
    if zone not in ("", "UTC"):
        ZoneInfo(zone)
    return Sessions(tuple(sorted(weekly)), frozenset(read_days(holidays)), zone or "UTC")


def read_days(text: str) -> list[date]:
    """Dates such as 2026-12-25, apart by blanks or commas; ValueError for anything else."""
    return [date.fromisoformat(one) for one in re.split(r"[\s,;]+", text.strip()) if one]


def _days(text: str) -> list[int]:
    first, _dash, last = text.partition("-")
    if first not in DAYS or (last and last not in DAYS):
        raise ValueError(f"{text!r} is no day, as in Mon or Mon-Fri")
    begin, end = DAYS.index(first), DAYS.index(last or first)
    return [day % 7 for day in range(begin, end + 1 if end >= begin else end + 8)]


def _minutes(text: str) -> tuple[int, int]:
    found = _HOURS.fullmatch(text)
    if found is None:
        raise ValueError(f"{text!r} is no time of day, as in 09:00-17:00")
    first, last = int(found[1]) * 60 + int(found[2]), int(found[3]) * 60 + int(found[4])
    if last > MIDNIGHT:
        raise ValueError(f"{text!r} ends after 24:00")
    return first, last if last > first else last + MIDNIGHT
