"""Decide a take of a listing.

The order of the checks is part of the promise: a stale version is named before anything else about the offer, because
every other answer would be about terms the buyer has not seen.
"""

from datetime import datetime
from decimal import Decimal

from tenant_apps.trading.engines.listing.types import ListingState, Take, Verdict


def decide_take(state: ListingState, take: Take, now: datetime) -> Verdict:
    """Accept the take or say which rule refuses it. Takes are served in the order of their lock: first come."""
    reason = _closed(state, now)
    if reason:
        return Verdict(False, reason)
    if take.buyer_id == state.seller_id:
        return Verdict(False, "trading.own_listing")
    if take.version != state.version:
        return Verdict(False, "trading.stale_version", {"version": state.version})
    if take.quantity > state.remaining:
        return Verdict(False, "trading.insufficient_remaining", {"remaining": _text(state.remaining)})
    if take.quantity == state.remaining and state.remainder == "allow":
        # The last of it may be taken whole even when a rule on size would refuse it: else it could never be sold.
        return Verdict(True, sold_out=True)
    if take.quantity < state.min_take:
        return Verdict(False, "trading.below_min_take", {"min_take": _text(state.min_take)})
    if (take.quantity - state.min_take) % state.take_step:
        return Verdict(
            False,
            "trading.bad_step",
            {"min_take": _text(state.min_take), "take_step": _text(state.take_step)},
        )
    return Verdict(True, sold_out=_used_up(state, state.remaining - take.quantity))


def least_take(state: ListingState) -> Decimal:
    """The smallest quantity that would be accepted now; zero when nothing is left."""
    if state.remainder == "allow":
        return min(state.min_take, state.remaining)
    return state.min_take if state.min_take <= state.remaining else Decimal(0)


def _used_up(state: ListingState, left: Decimal) -> bool:
    return left == 0 or (state.remainder == "seller_keeps" and left < state.min_take)


def _closed(state: ListingState, now: datetime) -> str:
    if state.final_state or state.open_from is None or now < state.open_from:
        return "trading.listing_closed"
    if state.end_at is not None and now >= state.end_at:
        return "trading.listing_closed"
    return ""


def _text(value: Decimal) -> str:
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
