"""Decide a press in a Dutch auction.

A press names the tick and the price it saw. It is never served at a worse price than that: if the price has changed it
is refused, or, within the grace the rules allow, served at the new price, which is the better one for who presses.

The order of the checks is part of the promise: time, own lot, price, tick, quantity, what remains, most per company,
least take.
"""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

from tenant_apps.trading.engines.clock.decisions.dutch_state import DutchState, Take
from tenant_apps.trading.engines.clock.decisions.figures import read_number, text
from tenant_apps.trading.kernel.decisions.engine import Command, Decision, Verdict


def decide_dutch(state: DutchState, command: Command, now: datetime) -> Decision:
    if now < state.terms.opens_at:
        return _no("not_open", {"opens_at": state.terms.opens_at.isoformat()})
    if now >= state.end_at():
        return _no("closed", {"end_at": state.end_at().isoformat()})
    if command.company_id == state.terms.initiator_id:
        return _no("own_lot", {})
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
    return Decision(Verdict(True), (Take(command.seq, command.company_id, quantity, price, tick, now),))


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
