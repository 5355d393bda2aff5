"""Working days: Monday to Friday, without the days that a marketplace lists as free, with those it lists as worked.

The list is text that people write: dates (`2026-12-25`), ranges (`2026-10-01..2026-10-07`), and with `+` in front
days of a weekend that are worked (`+2026-10-10`, as the calendar of mainland China moves them); between them blanks,
commas or lines.
"""

import re
from dataclasses import dataclass
from datetime import date, timedelta

SATURDAY = 5
LONGEST = 60
ENTRY = re.compile(r"(?P<worked>\+?)(?P<first>\d{4}-\d{2}-\d{2})(?:\.\.(?P<last>\d{4}-\d{2}-\d{2}))?")


@dataclass(frozen=True, slots=True)
class Days:
    """Which days differ from the week."""

    free: frozenset[date] = frozenset()
    worked: frozenset[date] = frozenset()

    def is_working(self, day: date) -> bool:
        return day in self.worked or (day.weekday() < SATURDAY and day not in self.free)

    def after(self, day: date, count: int) -> date:
        """The last of so many working days after a day."""
        while count > 0:
            day += timedelta(days=1)
            count -= self.is_working(day)
        return day


PLAIN = Days()


def days_of(text: str) -> Days:
    """The list as written; ValueError with the first entry that is none."""
    free: set[date] = set()
    worked: set[date] = set()
    for word in text.replace(",", " ").replace(";", " ").split():
        found = ENTRY.fullmatch(word)
        try:
            first = date.fromisoformat(found["first"]) if found else None
            last = date.fromisoformat(found["last"] or found["first"]) if found else None
        except ValueError as error:
            raise ValueError(word) from error
        if found is None or first is None or last is None or not 0 <= (last - first).days < LONGEST:
            raise ValueError(word)
        span = {first + timedelta(days=at) for at in range((last - first).days + 1)}
        (worked if found["worked"] else free).update(span)
    return Days(frozenset(free - worked), frozenset(worked))
