"""Decide at which unit price a line is ordered.

A price the buyer sends along is a check, not a wish: it must be the list price, so that a price changed meanwhile is
never charged silently. Only who may agree prices may set one.
"""

from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class PriceVerdict:
    """The agreed price, or the refusal's code."""

    unit_price: Decimal | None
    reason: str = ""


def agree_price(given: Decimal | None, listed: Decimal | None, *, may_agree: bool) -> PriceVerdict:
    """The price of one line, given what the buyer sent, what the list says and the actor's right."""
    if given is not None and may_agree:
        return PriceVerdict(given)
    if listed is None:
        return PriceVerdict(None, "orders.no_price")
    if given is not None and given != listed:
        return PriceVerdict(None, "orders.price_changed")
    return PriceVerdict(listed)
