"""Decide a bid of a live auction, English or reverse.

The order of the checks is part of the promise, since a bid that is wrong in two ways is refused with one code: time,
own lot, buy-now, spelling of the price, own last price, equal price, least improvement, protection of the leader, whole
steps, confirmation of a jump. Who has the right of first refusal may name the price now: the three checks after the own
last price are left out then. A refused bid changes nothing, the end least of all.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any
from uuid import UUID

from tenant_apps.trading.engines.clock.decisions.bounds import (
    bounds,
    equal_refused,
    in_buffer,
    may_match,
    neighbours,
    next_valid,
    step_at,
)
from tenant_apps.trading.engines.clock.decisions.figures import exact, read_number, text, text_or_none
from tenant_apps.trading.engines.clock.decisions.live_state import LiveState, Standing
from tenant_apps.trading.engines.clock.decisions.valuation import Declared, Valuation
from tenant_apps.trading.kernel.decisions.engine import Command, Decision, Verdict


@dataclass(frozen=True, slots=True)
class Accepted:
    """A bid stands."""

    company_id: UUID
    standing: Standing


@dataclass(frozen=True, slots=True)
class Led:
    """Who leads now, and at which price."""

    company_id: UUID
    price: Decimal


@dataclass(frozen=True, slots=True)
class Extended:
    """The end has moved."""

    end_at: datetime


@dataclass(frozen=True, slots=True)
class Bought:
    """Somebody took the buy-now price; that is the end."""

    at: datetime


def decide_live(state: LiveState, command: Command, now: datetime) -> Decision:
    refusal = _gate(state, command, now)
    if refusal:
        return Decision(refusal)
    if command.payload.get("buy_now") is True:
        return _buy_now(state, command, now)
    named = state.valuation.read_named(command.payload)
    if named is None:
        return _no("bad_price", {"field": state.valuation.field})
    if not state.valuation.is_plain:
        return _by_value(state, command, named, now)
    price = named
    limit = _limit(state, command.payload, price)
    if limit is None:
        return _no("bad_price", {"field": "maximum"})
    refusal = _fault(state, command, price, limit)
    return Decision(refusal) if refusal else _accept(state, command, Standing(command.seq, price, limit), now)


def _by_value(state: LiveState, command: Command, named: Decimal, now: datetime) -> Decision:
    """A bid of a lot that compares values: what is declared comes with the first bid and stays."""
    own = state.standings.get(command.company_id)
    declared, refusal = read_declared(state.valuation, command.payload, own.declared if own else None)
    if refusal:
        return Decision(refusal)
    ceiling = state.rules.start_price
    if state.valuation.by_features and ceiling is not None and named > Fraction(ceiling):
        return _no("too_high", {"most": text(ceiling)})
    value = exact(state.valuation.value(named, declared))
    refusal = _fault(state, command, value, value)
    if refusal:
        return Decision(refusal if own else _with_named(state, refusal, command.company_id, declared))
    return _accept(state, command, Standing(command.seq, value, value, named, declared), now)


def _with_named(state: LiveState, refusal: Verdict, company: UUID, declared: Declared) -> Verdict:
    """The refusal of a first bid, with the price to name for the value that it has to reach."""
    valid = next_valid(state, company)
    if not state.valuation.by_features or valid is None:
        return refusal
    name = "least" if state.terms.side == "sell" else "most"
    named = state.valuation.named(Fraction(valid), declared)
    return replace(refusal, facts={**refusal.facts, name: text(named)})


def read_declared(
    valuation: Valuation, payload: Mapping[str, Any], before: Declared | None
) -> tuple[Declared, Verdict | None]:
    """What a bid declares, or why it may not: one option of each feature with the first bid, and the same for good."""
    if not valuation.by_features:
        return (), None
    stated = payload.get("features")
    if stated is None and before is not None:
        return before, None
    declared = valuation.read_declared(stated)
    if declared is None:
        names = ", ".join(sorted({row[0] for row in valuation.options}))
        return (), Verdict(False, "trading.bad_features", {"field": "features", "features": names})
    if before is not None and declared != before:
        return (), Verdict(False, "trading.features_fixed", {"field": "features"})
    return declared, None


def without(state: LiveState, companies: frozenset[UUID]) -> LiveState:
    """The lot as if these companies had not bid. Whoever leads then had been outbid, so its limit is its price."""
    left = replace(
        state,
        standings={company: one for company, one in state.standings.items() if company not in companies},
        bought=state.bought and state.leader not in companies,
    )
    leader = next(iter(left.ranked()), None)
    if leader is None:
        return replace(left, leader=None, price=None)
    return left if leader == state.leader else replace(left, leader=leader, price=left.standings[leader].limit)


def apply_live(state: LiveState, event: Accepted | Led | Extended | Bought) -> LiveState:
    if isinstance(event, Accepted):
        return replace(
            state,
            standings={**state.standings, event.company_id: event.standing},
            first_price=event.standing.price if state.first_price is None else state.first_price,
            bids=state.bids + 1,
        )
    if isinstance(event, Led):
        return replace(state, leader=event.company_id, price=event.price)
    if isinstance(event, Extended):
        return replace(state, end_at=event.end_at, extensions=state.extensions + 1)
    return replace(state, end_at=event.at, bought=True)


def buy_now_offered(state: LiveState) -> bool:
    """Whether the buy-now price may be taken; never once bids have reached it."""
    offer = state.rules.buy_now
    if offer is None:
        return False
    if state.price is None:
        return True
    if state.rules.buy_now_until == "first_bid" or state.score(state.price) >= state.score(offer):
        return False
    return not reserve_met(state)


def reserve_met(state: LiveState) -> bool:
    """Whether the price is good enough to sell; with a bid it always is where there is no reserve."""
    if state.price is None:
        return False
    reserve = state.rules.reserve
    return reserve is None or state.score(state.price) >= state.score(reserve)


def _gate(state: LiveState, command: Command, now: datetime) -> Verdict | None:
    if now < state.terms.opens_at:
        return Verdict(False, "trading.not_open", {"opens_at": state.terms.opens_at.isoformat()})
    if now >= state.end_at:
        return Verdict(False, "trading.closed", {"end_at": state.end_at.isoformat()})
    if command.company_id == state.terms.initiator_id:
        return Verdict(False, "trading.own_lot")
    return None


def _buy_now(state: LiveState, command: Command, now: datetime) -> Decision:
    price = state.rules.buy_now
    if price is None or not buy_now_offered(state):
        return _no("no_buy_now", _next(state, command.company_id))
    accepted = Accepted(command.company_id, Standing(command.seq, price, price))
    return Decision(Verdict(True), (accepted, Led(command.company_id, price), Bought(now)))


def _limit(state: LiveState, payload: Mapping[str, Any], price: Decimal) -> Decimal | None:
    """How far the bid goes; None for a limit that is not one, or where proxies are not allowed."""
    stated = payload.get("maximum")
    if stated is None:
        return price
    limit = read_number(stated)
    if limit is None or not state.rules.proxy or state.score(limit) < state.score(price):
        return None
    return limit


def _fault(state: LiveState, command: Command, price: Decimal, limit: Decimal) -> Verdict | None:
    company = command.company_id
    limits, own = bounds(state, company), state.standings.get(company)
    raises_limit = state.rules.proxy and company == state.leader
    stated = limit if raises_limit else price
    if own is not None and state.score(stated) <= state.score(own.limit):
        return _no(
            "below_own_last", {**_next(state, company), "own_last": text(own.limit if own.named is None else own.named)}
        ).verdict
    if not raises_limit and not may_match(state, company, price):
        if equal_refused(state, company, price):
            return _no("equal_bid", _next(state, company)).verdict
        short = limits.least is not None and state.score(price) < state.score(limits.least)
        if short or in_buffer(state, company, price):
            return _no("too_low" if state.terms.side == "sell" else "too_high", _next(state, company)).verdict
    for name, value in (("price", stated), ("maximum", limit)):
        around = neighbours(state, limits, value)
        if around:
            lower, upper = sorted(around)
            facts = {"field": name, "lower": text(lower) if lower > 0 else None, "upper": text(upper)}
            return _no("off_step", {**facts, **_next(state, company)}).verdict
    return _jump(state, command, limits.base, limit)


def _jump(state: LiveState, command: Command, base: Decimal | None, limit: Decimal) -> Verdict | None:
    percent = state.rules.cap_percent
    if not percent or base is None or command.payload.get("confirmed") is True:
        return None
    if Fraction(abs(limit - base)) * 100 <= Fraction(percent) * Fraction(base):
        return None
    price = state.named(command.company_id, limit)
    facts = {"price": text_or_none(price), "reference": text(base), "percent": text(percent)}
    return _no("cap_needs_confirmation", {**facts, **_next(state, command.company_id)}).verdict


def _accept(state: LiveState, command: Command, standing: Standing, now: datetime) -> Decision:
    company = command.company_id
    raises_limit = state.rules.proxy and company == state.leader
    if raises_limit:
        standing = replace(standing, price=state.standings[company].price)
    accepted = Accepted(company, standing)
    after = apply_live(state, accepted)
    leader = after.ranked()[0]
    led = Led(leader, _price_now(state, after, leader, company))
    events: list[Any] = [accepted, led]
    if not raises_limit and _triggers(state, after):
        end = _extended_end(state, now)
        if end is not None:
            events.append(Extended(end))
    return Decision(Verdict(True), tuple(events))


def _triggers(state: LiveState, after: LiveState) -> bool:
    """Whether an accepted bid is of the kind that may extend."""
    if state.rules.trigger == "lead_change":
        return after.ranked()[0] != state.leader
    if state.rules.trigger == "top_k_change":
        return after.ranked()[: state.rules.top_k] != state.ranked()[: state.rules.top_k]
    return True


def _price_now(state: LiveState, after: LiveState, leader: UUID, bidder: UUID) -> Decimal:
    """The visible price: the least at which the leader beats everybody else's limit, and never past his own.

    The reserve acts like a bid of the initiator: a limit that reaches it lifts the price to it at once, since a single
    bidder could not get there otherwise.
    """
    lead = after.standings[leader]
    shown = lead.price if leader == bidder or state.price is None else state.price
    if state.price is not None:
        shown = state.better(shown, state.price)
    if not state.rules.own_last and bidder != state.leader and state.leader is not None:
        other = state.leader if leader == bidder else bidder
        loser = after.standings[other].limit
        # Who has the right of first refusal need only match.
        beaten = loser if state.outranks(leader, other) else state.beyond(loser, step_at(after, loser))
        shown = state.better(shown, state.worse(lead.limit, beaten))
    reserve = state.rules.reserve
    if reserve is not None and state.score(lead.limit) >= state.score(reserve):
        shown = state.better(shown, reserve)
    return shown


def _extended_end(state: LiveState, now: datetime) -> datetime | None:
    """The end after a bid that may extend, or None if it stays."""
    rules = state.rules
    if not rules.window or state.end_at - now > rules.window:
        return None
    if rules.max_extensions and state.extensions >= rules.max_extensions:
        return None
    end = (state.end_at if rules.from_end else now) + rules.extension
    if rules.hard_end_after is not None:
        end = min(end, state.scheduled_end + rules.hard_end_after)
    return end if end > state.end_at else None


def _next(state: LiveState, company: UUID) -> dict[str, Any]:
    name = "least" if state.terms.side == "sell" else "most"
    value = next_valid(state, company)
    named = state.named(company, value)
    if not state.valuation.by_features:
        return {name: text_or_none(named)}
    # Before anything is declared only the value to reach is known.
    return {name: text_or_none(named if company in state.standings else None), "value": text_or_none(value)}


def _no(reason: str, facts: Mapping[str, Any]) -> Decision:
    return Decision(Verdict(False, f"trading.{reason}", facts))
