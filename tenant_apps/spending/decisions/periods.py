"""Months, quarters and years of a budget that begins anew, and what is carried over into the next."""

from datetime import date, timedelta
from typing import Literal

Every = Literal["month", "quarter", "year"]
CarryOver = Literal["none", "rest"]
MONTHS: dict[str, int] = {"month": 1, "quarter": 3, "year": 12}


def period_of(every: str, day: date) -> tuple[date, date]:
    """First and last day of the period that a day lies in."""
    months = MONTHS[every]
    first = date(day.year, (day.month - 1) // months * months + 1, 1)
    return first, _first_after(first, months) - timedelta(days=1)


def _first_after(first: date, months: int) -> date:
    ahead = first.month - 1 + months
    return date(first.year + ahead // 12, ahead % 12 + 1, 1)


def carried(carry_over: str, amount_minor: int, used_minor: int, reserved_minor: int) -> int:
    """What is left of a period for the next; what was overspent is not taken from it."""
    return max(0, amount_minor - used_minor - reserved_minor) if carry_over == "rest" else 0
