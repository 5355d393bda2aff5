"""What a refused bidder reads: per reason the sentence, the field it is about, and what to do."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

VerdictText = tuple[Any, str | None, Any]
VERDICTS: dict[str, VerdictText] = {
    "trading.not_joined": (_("Your company has not joined this event."), None, _("Join it first.")),
    "trading.paused": (_("The event is paused."), None, _("Bid again when it goes on; no time is lost.")),
    "trading.not_open": (_("The event has not opened yet."), None, _("Bid once it is open.")),
    "trading.closed": (_("The event has ended."), None, _("Look at its result.")),
    "trading.own_lot": (_("Nobody bids in an event of its own."), None, _("Switch to another company.")),
    "trading.bad_price": (_("The price cannot be used."), "price", _("Give a price such as 12.30.")),
    "trading.too_low": (_("The price is too low."), "price", _("Bid at least %(least)s.")),
    "trading.too_high": (_("The price is too high."), "price", _("Bid at most %(most)s.")),
    "trading.off_step": (_("The price is not on a step."), "price", _("Bid %(below)s or %(above)s.")),
    "trading.below_own_last": (
        _("A new bid must beat your own last one."),
        "price",
        _("The next valid price is %(next_valid)s."),
    ),
    "trading.equal_bid": (_("Somebody has bid this price already."), "price", _("Bid a better price.")),
    "trading.cap_needs_confirmation": (
        _("This is a large jump from the price now."),
        "confirmed",
        _("Confirm that you mean it."),
    ),
    "trading.no_buy_now": (_("It can no longer be bought at once."), "buy_now", _("Place a bid instead.")),
    "trading.stale_tick": (
        _("The price has changed meanwhile."),
        "tick",
        _("The price is now %(price)s; press again if it suits."),
    ),
    "trading.over_max_take": (
        _("One company may take at most %(most)s."),
        "quantity",
        _("Take %(most)s or less."),
    ),
    "trading.item_needed": (
        _("It is not said which item would be delivered."),
        "item_id",
        _("Name one of your own items, in the unit that is asked for."),
    ),
    "trading.insufficient_remaining": (
        _("Only %(remaining)s is left."),
        "quantity",
        _("Take what is left or less."),
    ),
}


def declare_verdicts(texts: Mapping[str, VerdictText]) -> None:
    """Make the reasons of an engine known. Called once by the engine's app."""
    for reason, text in texts.items():
        if VERDICTS.setdefault(reason, text) is not text:
            raise RuntimeError(f"two texts for the refusal {reason}")
