"""Decide whether terms are whole and within what the marketplace allows."""

from collections.abc import Sequence
from decimal import Decimal

from tenant_apps.terms.types import MILESTONES, TermsStep

WHOLE = Decimal(100)
CENT = Decimal("0.01")


def wrong_with(steps: Sequence[TermsStep], *, most_days: int, most_instalments: int) -> str:
    """What is wrong with the instalments: a reason of `errors.bad_steps`, or nothing."""
    if not steps:
        return "none"
    if len(steps) > most_instalments:
        return "many"
    for step in steps:
        if step.milestone not in MILESTONES:
            return "milestone"
        if step.share <= 0 or step.share != step.share.quantize(CENT):
            return "share"
        if not 0 <= step.days <= most_days:
            return "days"
        if (step.milestone == "date") != (step.on is not None):
            return "date"
    return "" if sum(step.share for step in steps) == WHOLE else "sum"


def is_good_discount(percent: Decimal, days: int, most: Decimal) -> bool:
    """Both or neither, and no more than the marketplace allows."""
    if percent == 0:
        return days == 0
    return 0 < percent <= most and percent == percent.quantize(CENT) and 1 <= days <= 365
