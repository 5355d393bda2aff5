"""The acts beside the take: offer, change, withdraw, and what is done about a take that waits.

The side that listed offers, changes, withdraws, confirms and rejects. What the marketplace or the clock does about a
take (approve, deny, release) stands in the ledger under the company whose take it is.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from typing import Any

from tenant_apps.trading.engines.listing.decisions.events import Changed, Ended, Held, Offered, Released
from tenant_apps.trading.engines.listing.decisions.figures import Tiers, read_number, read_tiers, text
from tenant_apps.trading.engines.listing.decisions.state import Hold, ListingState, Offer
from tenant_apps.trading.engines.listing.decisions.takes import (
    contract,
    decide_take,
    refused,
    second_wait,
    used_up,
    wait_of,
)
from tenant_apps.trading.kernel.decisions.engine import Command, Decision, Verdict

Act = Callable[[ListingState, Command, datetime], Decision]
ACCEPTED = Verdict(True)


def decide_act(state: ListingState, command: Command, now: datetime) -> Decision:
    """The order: is there such an act, may this company do it, is the listing still on, the act itself."""
    kind = command.payload.get("act")
    if kind == "take":
        return decide_take(state, command, now)
    by_lister = kind in _OF_LISTER
    act = (_OF_LISTER if by_lister else _OF_TAKER).get(str(kind))
    if act is None:
        return refused("no_such_act")
    if by_lister != (command.company_id == state.terms.initiator_id):
        return refused("not_yours")
    if kind != "release" and state.is_over(now):
        return refused("listing_closed", state=state.ended_as or "expired")
    if (kind == "offer") != (state.offer is None):
        return refused("no_such_act")
    return act(state, command, now)


def _offer(state: ListingState, command: Command, now: datetime) -> Decision:
    quantity, price = read_number(command.payload.get("quantity")), read_number(command.payload.get("unit_price"))
    if quantity is None or command.payload.get("unit") != state.terms.unit:
        return refused("bad_quantity", unit=state.terms.unit)
    if price is None:
        return refused("bad_price")
    rules = state.rules
    if rules.tiers and rules.tiers[0][1] != price:
        return refused("tiers_begin_elsewhere", unit_price=text(price))
    offer = Offer(1, quantity, min(rules.min_take, quantity), rules.take_step, rules.tiers or ((Decimal(0), price),))
    return Decision(ACCEPTED, (Offered(offer),))


def _change(state: ListingState, command: Command, now: datetime) -> Decision:
    old, payload = state.offer, command.payload
    assert old is not None
    if payload.get("version") != old.version:
        return refused("stale_version", version=old.version)
    if state.rules.modify == "none":
        return refused("no_changes")
    read = {name: read_number(payload[name]) for name in ("quantity", "min_take", "take_step") if name in payload}
    bad = next((name for name, value in read.items() if value is None), None)
    if bad:
        return refused("bad_quantity", field=bad, unit=state.terms.unit)
    quantity = read.get("quantity") or old.quantity
    least = read.get("min_take") or old.min_take
    tiers = _tiers(state, old, payload)
    if tiers is None:
        return refused("bad_price")
    if state.rules.modify == "better_only" and not _is_better(state, old.tiers, tiers):
        return refused("not_better", unit_price=text(old.unit_price))
    taken = state.sold + state.held(now)
    if "quantity" in read and quantity <= taken:
        return refused("below_taken", taken=text(taken))
    if least > quantity:
        return refused("min_take_too_large")
    end = state.end
    if "ends_at" in payload:
        end = _moment(payload["ends_at"])
        if payload["ends_at"] is not None and (end is None or end <= now):
            return refused("ends_in_the_past")
    offer = Offer(old.version + 1, quantity, least, read.get("take_step") or old.take_step, tiers)
    return Decision(ACCEPTED, (Changed(offer, end),))


def _tiers(state: ListingState, old: Offer, payload: Mapping[str, Any]) -> Tiers | None:
    """The prices as changed: a new table, or a new price for the smallest take."""
    tiers: Tiers | None = old.tiers
    if "tiers" in payload:
        tiers = read_tiers(payload["tiers"]) if state.rules.price_kind == "tiered" else None
    if "unit_price" in payload and tiers is not None:
        price = read_number(payload["unit_price"])
        if price is None or ("tiers" in payload and tiers[0][1] != price):
            return None
        tiers = ((tiers[0][0], price), *tiers[1:])
    return tiers


def _is_better(state: ListingState, old: Tiers, new: Tiers) -> bool:
    """Whether no quantity has a worse price for the taker than before."""
    sign = 1 if state.terms.side == "sell" else -1
    starts = {start for start, _price in (*old, *new)}
    return all(sign * _at(new, start) <= sign * _at(old, start) for start in starts)


def _at(tiers: Tiers, quantity: Decimal) -> Decimal:
    return next(price for start, price in reversed(tiers) if start <= quantity)


def _withdraw(state: ListingState, command: Command, now: datetime) -> Decision:
    over = tuple(Released(hold.share.seq) for hold in state.holds)
    return Decision(ACCEPTED, (*over, Ended(now, "withdrawn")))


def _confirm(state: ListingState, command: Command, now: datetime) -> Decision:
    hold = state.hold_of(command.payload.get("take"), now)
    if hold is None or hold.waits != "confirmation":
        return refused("take_does_not_wait")
    return Decision(ACCEPTED, contract(state, hold.share, now))


def _approve(state: ListingState, command: Command, now: datetime) -> Decision:
    hold = _own(state, command, now)
    if hold is None or hold.waits != "approval":
        return refused("take_does_not_wait")
    waits = second_wait(state, is_listed=hold.is_listed)
    if waits is not None:
        return Decision(ACCEPTED, (Held(replace(hold, waits=waits, until=now + wait_of(state, waits))),))
    return Decision(ACCEPTED, contract(state, hold.share, now))


def _let_go(waits: str) -> Act:
    """Reject (the side that listed) or deny (the marketplace)."""

    def act(state: ListingState, command: Command, now: datetime) -> Decision:
        hold = state.hold_of(command.payload.get("take"), now)
        mine = hold is not None and (waits == "confirmation" or hold.share.company_id == command.company_id)
        if hold is None or not mine or hold.waits != waits:
            return refused("take_does_not_wait")
        return Decision(ACCEPTED, (Released(hold.share.seq), *_end_after(state, hold, now)))

    return act


def _release(state: ListingState, command: Command, now: datetime) -> Decision:
    """The time of a take is over; the clock says so when it comes by."""
    seq = command.payload.get("take")
    hold = next((one for one in state.holds if one.share.seq == seq), None)
    if hold is None or hold.share.company_id != command.company_id or hold in state.waiting(now):
        return refused("take_does_not_wait")
    return Decision(ACCEPTED, (Released(hold.share.seq), *_end_after(state, hold, now)))


def _end_after(state: ListingState, hold: Hold, now: datetime) -> tuple[Ended, ...]:
    """What comes back may be too little to be taken where the rest is the seller's."""
    rest = state.without(hold.share.seq)
    assert rest.offer is not None
    is_over = not state.is_over(now) and rest.sold > 0 and used_up(rest, rest.offer, rest.remaining(now), now)
    return (Ended(now, "complete"),) if is_over else ()


def _own(state: ListingState, command: Command, now: datetime) -> Hold | None:
    hold = state.hold_of(command.payload.get("take"), now)
    return hold if hold is not None and hold.share.company_id == command.company_id else None


def _moment(value: Any) -> datetime | None:
    try:
        found = datetime.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None
    return found if found is not None and found.tzinfo is not None else None


_OF_LISTER: dict[str, Act] = {
    "offer": _offer,
    "change": _change,
    "withdraw": _withdraw,
    "confirm": _confirm,
    "reject": _let_go("confirmation"),
}
_OF_TAKER: dict[str, Act] = {"approve": _approve, "deny": _let_go("approval"), "release": _release}
