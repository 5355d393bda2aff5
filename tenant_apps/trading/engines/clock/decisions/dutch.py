"""Decide a press in a Dutch auction.

A press names the tick and the price it saw. It is never served at a worse price than that: if the price has changed it
is refused, or, within the grace the rules allow, served at the new price, which is the better one for who presses.

The order of the checks is part of the promise: time, own lot, price, tick, quantity, what remains, most per company,
least take. A take left behind before the opening: own lot, price, quantity, and the same limits; it is served before
every press of its tick, by an act of the initiator in the ledger. After the first press of a hybrid: time, own lot,
whose phase it is, price, what it must beat.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from tenant_apps.trading.engines.clock.decisions.dutch_state import DutchState, Order, Take
from tenant_apps.trading.engines.clock.decisions.figures import minor_unit, read_number, text
from tenant_apps.trading.kernel.decisions.engine import Command, Decision, Verdict


@dataclass(frozen=True, slots=True)
class Sealed:
    """A sealed bid of a hybrid, in place of the company's earlier one."""

    seq: int
    company_id: UUID
    price: Decimal


@dataclass(frozen=True, slots=True)
class Answered:
    """Who pressed first has beaten the best sealed bid."""

    seq: int
    price: Decimal


@dataclass(frozen=True, slots=True)
class Served:
    """Everything left behind whose tick had come has been served."""

    at: datetime


def decide_dutch(state: DutchState, command: Command, now: datetime) -> Decision:
    if command.payload.get("act") == "serve":
        return _serve(state, command, now)
    if now < state.terms.opens_at:
        if command.payload.get("absentee") is True and state.rules.pre_bid:
            return _leave(state, command)
        return _no("not_open", {"opens_at": state.terms.opens_at.isoformat()})
    if now >= state.end_at():
        return _no("closed", {"end_at": state.end_at().isoformat()})
    if command.company_id == state.terms.initiator_id:
        return _no("own_lot", {})
    if command.payload.get("absentee") is True:
        return _no("no_absentee", {})
    if state.after is not None:
        return _after(state, command, now)
    # Whoever left a take behind for a price that has come was there first.
    first: tuple[Any, ...] = (Served(now),) if state.due(now) else ()
    state = state.served(now)
    if state.sold_out:
        return _no("closed", {"end_at": now.isoformat()})
    seen, shown = command.payload.get("tick"), read_number(command.payload.get("price"))
    if shown is None:
        return _no("bad_price", {"field": "price"})
    tick = state.tick_at(now)
    price = state.schedule.price(tick)
    if not _is_current(state, seen, shown, tick, now):
        return _no("stale_tick", {"tick": tick, "price": text(price)})
    quantity = _quantity(state, command.payload.get("quantity"))
    if quantity is None:
        return _no("bad_quantity", {"remaining": text(state.remaining)})
    refusal = _too_much_or_little(state, command, quantity)
    if refusal:
        return refusal
    return Decision(Verdict(True), (*first, Take(command.seq, command.company_id, quantity, price, tick, now)))


def _serve(state: DutchState, command: Command, now: datetime) -> Decision:
    if command.company_id != state.terms.initiator_id or now >= state.end_at() or not state.due(now):
        return _no("nothing_due", {})
    return Decision(Verdict(True), (Served(now),))


def _leave(state: DutchState, command: Command) -> Decision:
    """A take left behind, in place of the company's earlier one: own lot, price, quantity, most per company, least."""
    if command.company_id == state.terms.initiator_id:
        return _no("own_lot", {})
    price = read_number(command.payload.get("price"))
    if price is None:
        return _no("bad_price", {"field": "price"})
    quantity = _quantity(state, command.payload.get("quantity"))
    if quantity is None:
        return _no("bad_quantity", {"remaining": text(state.remaining)})
    refusal = _too_much_or_little(state, command, quantity)
    if refusal:
        return refusal
    tick = state.schedule.first_at(price, falling=state.terms.side == "sell")
    return Decision(Verdict(True), (Order(command.seq, command.company_id, price, quantity, tick),))


def _after(state: DutchState, command: Command, now: datetime) -> Decision:
    """A sealed bid of the others, or the answer of who pressed first: whose phase it is, price, what it must beat."""
    winner, (phase, ends) = state.takes[0].company_id, state.phase_at(now)
    if phase == "pause" or (phase == "sealed") == (command.company_id == winner):
        return _no("not_your_turn", {"phase": phase, "next": ends.isoformat()})
    price = read_number(command.payload.get("price"))
    if price is None:
        return _no("bad_price", {"field": "price"})
    sale = state.terms.side == "sell"
    if phase == "sealed":
        need = state.takes[0].price + state.score(minor_unit(state.terms.currency))
        event: Sealed | Answered = Sealed(command.seq, command.company_id, price)
    else:
        beaten = state.to_beat()
        if beaten is None:
            return _no("nothing_to_beat", {})
        need, event = beaten, Answered(command.seq, price)
    if state.score(price) < state.score(need):
        return _no("too_low" if sale else "too_high", {"least" if sale else "most": text(need)})
    return Decision(Verdict(True), (event,))


def may_take(state: DutchState, taken: Decimal) -> Decimal:
    """The most a company may still take that has taken so much."""
    most = state.rules.max_take
    return state.remaining if most is None else min(state.remaining, max(most - taken, Decimal(0)))


def _is_current(state: DutchState, seen: Any, shown: Decimal, tick: int, now: datetime) -> bool:
    if isinstance(seen, bool) or not isinstance(seen, int) or not 0 <= seen <= tick:
        return False
    if state.schedule.price(seen) != shown:
        return False
    late = now - state.tick_starts(tick)
    return seen == tick or (seen == tick - 1 and bool(state.rules.grace) and late <= state.rules.grace)


def _quantity(state: DutchState, stated: Any) -> Decimal | None:
    """What is asked for; None if it is no quantity, or a part where the lot goes as a whole."""
    if not state.rules.multi_unit:
        whole = stated is None or read_number(stated) == state.remaining
        return state.remaining if whole else None
    return read_number(stated)


def _too_much_or_little(state: DutchState, command: Command, quantity: Decimal) -> Decision | None:
    rules, remaining, taken = state.rules, state.remaining, state.taken_by(command.company_id)
    if quantity > remaining:
        return _no("insufficient_remaining", {"remaining": text(remaining), "most": text(may_take(state, taken))})
    if rules.max_take is not None and taken + quantity > rules.max_take:
        return _no("over_max_take", {"most": text(may_take(state, taken)), "taken": text(taken)})
    if rules.min_take is not None and quantity < rules.min_take and quantity != remaining:
        return _no("below_min_take", {"min_take": text(min(rules.min_take, remaining))})
    return None


def _no(reason: str, facts: Mapping[str, Any]) -> Decision:
    return Decision(Verdict(False, f"trading.{reason}", facts))
