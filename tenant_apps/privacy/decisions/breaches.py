"""Who must be told of a breach and until when, and what a report must say. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

CRITICAL_HOURS = 1


@dataclass(frozen=True, slots=True)
class Clocks:
    """Figures of the profiles: hours to the authority and to the controller, days to the final report (0: none).

    `critical`: the marketplace runs critical infrastructure, and reports relatively major incidents within an hour.
    `tell_subjects`: people are told where the risk is high.
    """

    authority_hours: int
    controller_hours: int
    final_days: int
    critical: bool = False
    tell_subjects: bool = True


def duties(role: str, risk: str, *, is_major: bool, aware_at: datetime, clocks: Clocks) -> dict[str, datetime]:
    """Duty -> until when. A processor tells its controller alone; a breach without risk is only registered."""
    if role == "processor":
        return {"controller": aware_at + timedelta(hours=clocks.controller_hours)}
    if risk == "unlikely" and not is_major:
        return {}
    hours = CRITICAL_HOURS if clocks.critical and is_major else clocks.authority_hours
    found = {"authority": aware_at + timedelta(hours=hours)}
    if clocks.final_days:
        found["final"] = aware_at + timedelta(days=clocks.final_days)
    if risk == "high" and clocks.tell_subjects:
        # Without undue delay: no later than the authority, but never within less than a day.
        found["subjects"] = aware_at + timedelta(hours=max(24, hours))
    return found


# What a report to the authority says (GDPR art. 33(3)); the key is a field of the register.
CONTENT = ("what", "kinds", "persons", "records", "consequences", "measures", "contact_point")


def missing(facts: Mapping[str, Any]) -> list[str]:
    """Which parts of the content are not there yet. They may follow in phases, so this warns and refuses nothing."""
    return [name for name in CONTENT if facts.get(name) in (None, "", [])]


def is_late(due_at: datetime, at: datetime) -> bool:
    return at > due_at
