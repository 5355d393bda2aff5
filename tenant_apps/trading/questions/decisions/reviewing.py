"""Whether an event needs a second person before it is published."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

# What one unit is worth, as far as the rules say.
PRICES = ("start_price", "ceiling")


def needs_review(rules: Mapping[str, Any], quantity: Decimal) -> bool:
    """`rules` are the event's pinned values. Where no value is known the second person looks."""
    asked = rules.get("review_before_publish", "never")
    if asked != "above_value":
        return bool(asked == "always")
    value = value_of(rules, quantity)
    return value is None or value >= Decimal(str(rules.get("review_from_value", "0") or "0"))


def value_of(rules: Mapping[str, Any], quantity: Decimal) -> Decimal | None:
    """Quantity times the price that the rules name; None where they name none."""
    for name in PRICES:
        if rules.get(name):
            return Decimal(str(rules[name])) * quantity
    return None
