"""What changes when an event is run again. Pure."""

from collections.abc import Mapping
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from typing import Any

PLACES = Decimal("0.000001")
# What decides at the end of an event that nobody has won it.
WITHOUT_RESULT = ("unsuccessful", "cancelled", "withdrawn")


def moved_price(price: Decimal, percent: Decimal, side: str) -> Decimal:
    """The start price of the next run: lower in a sale, higher in a purchase, rounded towards the one before."""
    if side == "sell":
        return (price * (100 - percent) / 100).quantize(PLACES, ROUND_CEILING)
    return (price * (100 + percent) / 100).quantize(PLACES, ROUND_FLOOR)


def problem_of(rules: Mapping[str, Any], percent: Decimal, runs_before: int) -> str:
    """Why an event may not be run again like this; empty where it may."""
    if runs_before >= int(rules.get("relist", 0)):
        return "no_more_runs"
    if percent < 0 or percent > Decimal(str(rules.get("relist_percent") or "0")):
        return "too_much"
    return "no_start_price" if percent and not rules.get("start_price") else ""


def own_rules(pinned: Mapping[str, Any], usual: Mapping[str, Any], at_event: frozenset[str]) -> dict[str, Any]:
    """What of the pinned values was the event's own: what it may set and what is not usual now."""
    return {name: value for name, value in pinned.items() if name in at_event and usual.get(name) != value}
