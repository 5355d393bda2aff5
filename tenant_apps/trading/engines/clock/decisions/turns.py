"""Decide a bid of a reverse auction by turns.

The order of the checks is part of the promise: the start, time, own lot, the phase, whose turn it is, cancelling,
spelling of the price, what is declared, ceiling, least improvement, confirmation of a jump. A bid must be at least one
step below what the bidder stood at before this turn, in the value that is compared; a bid replaces the one made earlier
in the same turn, and cancelling takes that one back.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any
from uuid import UUID

from tenant_apps.trading.engines.clock.decisions.figures import (
    exact,
    in_table,
    minor_unit,
    percent_of,
    text,
    text_or_none,
)
from tenant_apps.trading.engines.clock.decisions.live import read_declared
from tenant_apps.trading.engines.clock.decisions.turns_state import Slot, TurnBid, TurnsState
from tenant_apps.trading.kernel.decisions.engine import Command, Decision, Verdict


@dataclass(frozen=True, slots=True)
class Begun:
    """The auction has started in time."""


@dataclass(frozen=True, slots=True)
class Stood:
    """A bid of a round stands, or, with None, the one that stood there has been taken back."""

    round_no: int
    company_id: UUID
    bid: TurnBid | None


def decide_turns(state: TurnsState, command: Command, now: datetime) -> Decision:
    if command.payload.get("act") == "begin":
        return _begin(state, command, now)
    if now < state.terms.opens_at:
        return _no("not_open", {"opens_at": state.terms.opens_at.isoformat()})
    if now >= state.end:
        return _no("closed", {"end_at": state.end.isoformat()})
    if command.company_id == state.terms.initiator_id:
        return _no("own_lot", {})
    slot = state.slot(now)
    if slot.phase == "opening":
        return _opening(state, command)
    if slot.company != command.company_id:
        return _no("not_your_turn", {"next": _time(next_turn(state, command.company_id, now))})
    return _in_turn(state, command, slot)


def apply_turns(state: TurnsState, event: Begun | Stood) -> TurnsState:
    if isinstance(event, Begun):
        return TurnsState(
            state.terms, state.pinned, state.rules, state.valuation, state.begins, begun=True, bids=state.bids
        )
    return state.with_bid(event.round_no, event.company_id, event.bid)


def most_value(state: TurnsState, company: UUID, round_no: int) -> Fraction | None:
    """The worst value good enough in a round: one step below where the company stood before it."""
    stood = state.standing(company, round_no)
    return None if stood is None else stood.value - step_at(state, stood.value)


def step_at(state: TurnsState, value: Fraction) -> Fraction:
    rules, currency = state.rules.common, state.terms.currency
    if rules.increment_kind == "absolute":
        return Fraction(rules.increment)
    if rules.increment_kind == "percent_of_start" and rules.start_price is not None:
        return Fraction(percent_of(rules.increment, rules.start_price, currency))
    if rules.increment_kind in ("percent_of_current", "percent_of_start"):
        return Fraction(percent_of(rules.increment, exact(value), currency))
    if rules.increment_kind == "table":
        return Fraction(in_table(rules.increment_table, exact(value)))
    return Fraction(minor_unit(currency))


def next_turn(state: TurnsState, company: UUID, now: datetime) -> datetime | None:
    """When the company's next turn begins, as far as the order is known; None before the auction and after it."""
    if not state.begun:
        return None
    for round_no in range(1, state.rules.rounds + 1):
        order = state.order(round_no)
        if company not in order:
            return None
        starts = state.round_starts(round_no) + state.rules.turn * order.index(company)
        if now < starts:
            return starts
    return None


def _begin(state: TurnsState, command: Command, now: datetime) -> Decision:
    if command.company_id != state.terms.initiator_id or state.begun or not state.begins <= now < state.end:
        return _no("cannot_begin", {"begins_at": state.begins.isoformat()})
    return Decision(Verdict(True), (Begun(),))


def _opening(state: TurnsState, command: Command) -> Decision:
    """A sealed opening bid; it may be replaced and taken back until the auction starts."""
    company = command.company_id
    if command.payload.get("cancel") is True:
        return _cancel(state, company, 0)
    named = state.valuation.read_named(command.payload)
    if named is None:
        return _no("bad_price", {"field": state.valuation.field})
    declared, refusal = read_declared(state.valuation, command.payload, None)
    if refusal:
        return Decision(refusal)
    ceiling = state.rules.common.start_price
    if ceiling is not None and named > ceiling:
        return _no("too_high", {"most": text(ceiling)})
    bid = TurnBid(command.seq, named, state.valuation.value(named, declared), declared)
    return Decision(Verdict(True), (Stood(0, company, bid),))


def _in_turn(state: TurnsState, command: Command, slot: Slot) -> Decision:
    company = command.company_id
    if command.payload.get("cancel") is True:
        return _cancel(state, company, slot.round_no)
    named = state.valuation.read_named(command.payload)
    if named is None:
        return _no("bad_price", {"field": state.valuation.field})
    stood, most = state.standing(company, slot.round_no), most_value(state, company, slot.round_no)
    if stood is None or most is None:
        raise ValueError("a turn of a company without an opening bid")
    declared, refusal = read_declared(state.valuation, command.payload, stood.declared)
    if refusal:
        return Decision(refusal)
    value = state.valuation.value(named, declared)
    facts = {"most": text_or_none(named_most(state, company, slot.round_no)), "value": text(exact(most))}
    if value > most:
        return _no("too_high", facts)
    percent = Fraction(state.rules.common.cap_percent)
    if percent and command.payload.get("confirmed") is not True and (stood.value - value) * 100 > percent * stood.value:
        jump = {"price": text(named), "reference": text(stood.named), "percent": text(state.rules.common.cap_percent)}
        return _no("cap_needs_confirmation", {**jump, **facts})
    return Decision(Verdict(True), (Stood(slot.round_no, company, TurnBid(command.seq, named, value, declared)),))


def named_most(state: TurnsState, company: UUID, round_no: int) -> Decimal | None:
    """The highest price the company may name in a round; None when none is left."""
    stood, most = state.standing(company, round_no), most_value(state, company, round_no)
    if stood is None or most is None:
        return None
    named = state.valuation.named(most, stood.declared)
    return named if state.valuation.base(named) > 0 else None


def _cancel(state: TurnsState, company: UUID, round_no: int) -> Decision:
    if company not in state.bids.get(round_no, {}):
        return _no("nothing_to_cancel", {})
    return Decision(Verdict(True), (Stood(round_no, company, None),))


def _time(value: datetime | None) -> str | None:
    return value.isoformat() if value else None


def _no(reason: str, facts: Mapping[str, Any]) -> Decision:
    return Decision(Verdict(False, f"trading.{reason}", facts))
