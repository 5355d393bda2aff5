"""Decide a take of a listing.

The order of the checks is part of the promise, and `sdk/verify` keeps to it: a stale version is named before anything
else about the offer, because every other answer would be about terms the taker has not seen.
"""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from tenant_apps.trading.engines.listing.decisions.events import Contracted, Ended, Held
from tenant_apps.trading.engines.listing.decisions.figures import read_number, text
from tenant_apps.trading.engines.listing.decisions.state import ZERO, Hold, ListingState, Offer, Share, Waits
from tenant_apps.trading.kernel.decisions.engine import Command, Decision, Verdict


def decide_take(state: ListingState, command: Command, now: datetime) -> Decision:
    """Accept the take, at once or to wait for somebody, or say which rule refuses it."""
    payload = command.payload
    if state.offer is None or now < state.terms.opens_at or state.is_over(now):
        return refused("listing_closed", state=state.ended_as or "expired" if state.is_over(now) else "")
    if command.company_id == state.terms.initiator_id:
        return refused("own_listing")
    if payload.get("version") != state.offer.version:
        return refused("stale_version", version=state.offer.version)
    if not state.rules.sessions.is_open(now):
        opens = state.rules.sessions.next_change(now)
        return refused("out_of_session", opens_at=opens.isoformat() if opens else None)
    quantity = read_number(payload.get("quantity"))
    if quantity is None or payload.get("unit") != state.terms.unit:
        return refused("bad_quantity", unit=state.terms.unit)
    item_id, warehouse_id = _id(payload.get("item")), _id(payload.get("warehouse"))
    if state.terms.side == "buy" and item_id is None:
        return refused("item_needed")
    if state.terms.side == "sell" and payload.get("item") is not None:
        return refused("no_item_needed")
    price = state.offer.price_of(quantity)
    proposed = payload.get("unit_price")
    if proposed is not None:
        named = read_number(proposed)
        if named is None or (named != price and state.rules.price_kind != "negotiable"):
            return refused("price_is_firm" if named else "bad_price", unit_price=text(price))
        price, is_listed = named, named == price
    else:
        is_listed = True
    wrong = _size(state, state.offer, payload, quantity, now)
    if wrong is not None:
        return wrong
    share = Share(command.seq, command.company_id, quantity, price, item_id, warehouse_id)
    waits = first_wait(state, share, is_listed=is_listed)
    if waits is not None:
        return Decision(Verdict(True), (Held(Hold(share, waits, now + wait_of(state, waits), is_listed)),))
    return Decision(Verdict(True), contract(state, share, now))


def first_wait(state: ListingState, share: Share, *, is_listed: bool) -> Waits | None:
    """Whom the take waits for first: the marketplace, the side that listed, or nobody."""
    above = state.rules.approve_above
    if above is not None and share.quantity * share.unit_price > above:
        return "approval"
    return second_wait(state, is_listed=is_listed)


def second_wait(state: ListingState, *, is_listed: bool) -> Waits | None:
    return "confirmation" if state.rules.confirms or not is_listed else None


def wait_of(state: ListingState, waits: Waits) -> Any:
    return state.rules.hold if waits == "approval" else state.rules.confirm_within


def contract(state: ListingState, share: Share, now: datetime) -> tuple[Any, ...]:
    """The take becomes a deal; the listing ends when nothing is left that could be taken."""
    assert state.offer is not None
    rest = state.without(share.seq)
    left = rest.remaining(now) - share.quantity
    events: tuple[Any, ...] = (Contracted(share),)
    return (*events, Ended(now, "complete")) if used_up(rest, state.offer, left, now) else events


def used_up(state: ListingState, offer: Offer, left: Decimal, now: datetime) -> bool:
    """Whether what is left will never be taken. What waits may come back, so that comes first."""
    if state.waiting(now):
        return False
    return left == 0 or (state.rules.remainder == "seller_keeps" and left < _least(state, offer))


def _size(
    state: ListingState, offer: Offer, payload: Mapping[str, Any], quantity: Decimal, now: datetime
) -> Decision | None:
    """What the rules of size say against it."""
    left = state.remaining(now)
    if state.rules.whole_lot_only and quantity != offer.quantity:
        return refused("whole_lot_only", quantity=text(offer.quantity))
    if quantity > left:
        return refused("insufficient_remaining", remaining=text(left))
    if state.rules.whole_lot_only:
        return None
    if quantity == left and state.rules.remainder != "seller_keeps":
        # The last of it may be taken whole even when a rule on size would refuse it: else it could never be sold.
        return None
    if _is_mixed(state, payload):
        if quantity % offer.take_step:
            return refused("bad_step", min_take="0", take_step=text(offer.take_step))
    elif quantity < offer.min_take:
        return refused("below_min_take", min_take=text(offer.min_take))
    elif (quantity - offer.min_take) % offer.take_step:
        return refused("bad_step", min_take=text(offer.min_take), take_step=text(offer.take_step))
    if state.rules.remainder == "must_take_all" and 0 < left - quantity < offer.min_take:
        return refused("must_take_all", remaining=text(left))
    return None


def _least(state: ListingState, offer: Offer) -> Decimal:
    return offer.quantity if state.rules.whole_lot_only else offer.min_take


def _is_mixed(state: ListingState, payload: Mapping[str, Any]) -> bool:
    """Whether the take is part of a basket that is large enough to mix.

    The total is what the marketplace put into the ledger: the other takes stand in the ledgers of their own listings.
    """
    basket = payload.get("basket")
    if state.rules.mixed_batch == "none" or not isinstance(basket, Mapping):
        return False
    total = read_number(basket.get(state.rules.mixed_batch)) or ZERO
    return total > 0 and total >= state.rules.batch_min


def _id(value: Any) -> UUID | None:
    try:
        return UUID(value) if isinstance(value, str) else None
    except ValueError:
        return None


def refused(reason: str, **facts: Any) -> Decision:
    return Decision(Verdict(False, f"trading.{reason}", {name: one for name, one in facts.items() if one is not None}))
