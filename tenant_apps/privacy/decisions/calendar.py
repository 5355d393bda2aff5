"""Periods in which people are answered, as laws count them. Pure: dates in, dates out.

The day of receipt does not count. Working days are Monday to Friday but for the days that the marketplace lists
(`privacy.free_days`); calendar days are not moved by a holiday at their end, so that an answer is never later than the
law lets it be. A month ends on the day of the same number in the next month, or on its
last day where there is none (Regulation 1182/71, art. 3).
"""

from calendar import monthrange
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from shared_apps.foundation.days import PLAIN, Days

DAYS_OF_A_MONTH = 30
# Kinds that take effect sooner than others are answered.
SOON = ("optout", "object")


@dataclass(frozen=True, slots=True)
class Periods:
    """How long answers take: `due` days, `extend` more with notice, `ack` working days for a first word, `optout`
    working days until somebody who opts out or objects is heard.

    `working`: the days of an answer are working days. `months`: thirty days are a month too; what ends first counts.
    """

    due: int
    extend: int
    ack: int
    optout: int = 15
    working: bool = False
    months: bool = False
    days: Days = PLAIN


def add_months(day: date, months: int) -> date:
    """The same day of a later month, or its last."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def last_day(received: date, days: int, periods: Periods) -> date:
    """The last day of a period of `days` that began with what came on `received`."""
    if periods.working:
        return periods.days.after(received, days)
    end = received + timedelta(days=days)
    months = days // DAYS_OF_A_MONTH
    return min(end, add_months(received, months)) if periods.months and months else end


def end_of(day: date, zone: str) -> datetime:
    """The last moment of a day in a time zone, in UTC."""
    return datetime.combine(day, time.max, ZoneInfo(zone)).astimezone(UTC)


def day_of(moment: datetime, zone: str) -> date:
    return moment.astimezone(ZoneInfo(zone)).date()


def ack_by(received: datetime, periods: Periods, zone: str) -> datetime:
    """Until when the first word is said."""
    return end_of(periods.days.after(day_of(received, zone), periods.ack), zone)


def due_by(received: datetime, periods: Periods, zone: str, kind: str = "", *, extended: bool = False) -> datetime:
    """Until when a request of a kind is answered; with an extension, which counts from receipt too."""
    began = day_of(received, zone)
    end = last_day(began, periods.due + (periods.extend if extended else 0), periods)
    if kind in SOON and not extended:
        end = min(end, periods.days.after(began, periods.optout))
    return end_of(end, zone)


def resumed(due: datetime, paused: datetime, now: datetime, *, stops: bool) -> datetime:
    """The end of a period after proof of identity was waited for; later only where the clock stops meanwhile."""
    return due + (now - paused) if stops else due
