"""Trading modes that can be chosen. A mode is listed here when it works from offer to settlement, and not earlier."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True, slots=True)
class ModeEntry:
    """`code` is what is stored, `name` and `description` are for people."""

    code: str
    name: Any
    description: Any


MODES = (
    ModeEntry(
        "spot_listing",
        _("Spot listing"),
        _("Suppliers list goods at a price with tiers; buyers take what they need at once."),
    ),
    ModeEntry(
        "rfq",
        _("Request for quotation"),
        _("Ask several companies, negotiate with each, and award line by line to the best."),
    ),
    ModeEntry(
        "english_auction",
        _("English auction"),
        _("Bids rise until the time is over; the highest one wins."),
    ),
    ModeEntry(
        "reverse_auction",
        _("Reverse auction"),
        _("A buyer says what is needed; suppliers bid each other down until the time is over."),
    ),
    ModeEntry(
        "dutch_auction",
        _("Dutch auction"),
        _("The price moves by itself, tick by tick, until somebody takes it."),
    ),
    ModeEntry(
        "sealed_tender",
        _("Sealed tender"),
        _("Bids stay sealed until the deadline; several openers open them together, and the best is awarded."),
    ),
)
CODES = frozenset(mode.code for mode in MODES)
# A law forbids a way of trading before it works, so all twelve have a name.
TO_COME = {
    "framework": _("Framework agreement with call-offs"),
    "forward_contract": _("Forward and pre-sale contract"),
    "pooled_purchase": _("Pooled purchase"),
    "consignment": _("Consignment and managed stock"),
    "index_pricing": _("Index-linked pricing"),
    "order_book": _("Continuous order book"),
}
ALL_CODES = CODES | TO_COME.keys()


def names() -> dict[str, Any]:
    """The names of all twelve, in the order in which people meet them."""
    return {**{mode.code: mode.name for mode in MODES}, **TO_COME}
