"""The engine of live auctions: English (`sell`) and reverse (`buy`)."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from tenant_apps.trading.engines.clock.decisions import live
from tenant_apps.trading.engines.clock.decisions.bounds import may_match, next_valid
from tenant_apps.trading.engines.clock.decisions.figures import text, text_or_none
from tenant_apps.trading.engines.clock.decisions.live_state import (
    LiveRules,
    LiveState,
    begin_state,
    dump_state,
    load_state,
)
from tenant_apps.trading.engines.clock.decisions.problems import live_problems, refuse
from tenant_apps.trading.engines.clock.decisions.terms import shift_terms
from tenant_apps.trading.kernel.decisions.engine import Allocation, Command, Decision, LotTerms, Outcome


@dataclass(slots=True)
class LiveEngine:
    """Both modes are one engine; the side of the lot says which price is better."""

    code: str

    def start(self, terms: LotTerms, rules: Mapping[str, Any]) -> LiveState:
        """ValueError where the rules cannot run, with the names of `live_problems`."""
        refuse(live_problems(terms, rules))
        end = terms.ends_at or terms.opens_at + LiveRules.read(rules).duration
        return begin_state(terms, rules, end, end)

    def decide(self, state: LiveState, command: Command, now: datetime) -> Decision:
        return live.decide_live(state, command, now)

    def apply(self, state: LiveState, event: Any) -> LiveState:
        return live.apply_live(state, event)

    def end_at(self, state: LiveState) -> datetime:
        return state.end_at

    def next_change(self, state: LiveState, now: datetime) -> datetime | None:
        if now < state.terms.opens_at:
            return state.terms.opens_at
        return state.end_at if now < state.end_at else None

    def shift(self, state: LiveState, by: timedelta) -> LiveState:
        """Every time still to come, later by `by`; a lot that was bought has none."""
        if state.bought:
            return state
        return replace(
            state,
            terms=shift_terms(state.terms, by),
            scheduled_end=state.scheduled_end + by,
            end_at=state.end_at + by,
        )

    def outcome(self, state: LiveState, without: frozenset[UUID] = frozenset()) -> Outcome:
        """Who comes after a company that was passed over is bound by its own last bid, up to its limit."""
        state = live.without(state, without) if without else state
        if state.leader is None or state.price is None:
            return Outcome((), "no_bids")
        if not state.bought and len(state.standings) < state.rules.min_bidders:
            return Outcome((), "too_few_bidders")
        if not state.bought and not live.reserve_met(state):
            return Outcome((), "reserve_not_met")
        won = state.standings[state.leader]
        price = state.price if won.named is None else state.valuation.contract_price(won.named)
        return Outcome((Allocation(won.seq, state.leader, state.terms.quantity, price),))

    def facts(self, state: LiveState, now: datetime) -> dict[str, Any]:
        """Plain JSON values. `reserve` and `reserve_met` are None where the rules keep them back from bidders; the
        initiator's own view of them is under `initiator`, each company's limit under `private`."""
        rules, met = state.rules, live.reserve_met(state)
        leader = state.leader
        running = state.terms.opens_at <= now < state.end_at
        return {
            "phase": _phase(state, now),
            # Where values are compared these two are values; what a company has to name for it stands under `private`.
            "price_now": text_or_none(state.price),
            "leader_seq": state.standings[leader].seq if leader else None,
            "leader_company": str(leader) if leader else None,
            "next_valid": text_or_none(next_valid(state, None)),
            "bids": state.bids,
            "bidders": len(state.standings),
            "extensions": state.extensions,
            "scheduled_end": state.scheduled_end.isoformat(),
            "end_at": state.end_at.isoformat(),
            "reserve": text_or_none(rules.reserve) if rules.reserve_visible else None,
            "reserve_met": met if rules.reserve_met_shown else None,
            "buy_now": text_or_none(rules.buy_now) if running and live.buy_now_offered(state) else None,
            "ranks": {str(company): rank for rank, company in enumerate(state.ranked(), 1)},
            "visibility": str(state.pinned.get("visibility", "open")),
            "under_names": _documents(state),
            "initiator": {"reserve": text_or_none(rules.reserve), "reserve_met": met},
            "documents": {"priority": len(state.terms.priority)} if state.terms.priority else {},
            "private": {str(company): _private(state, company) for company in _heard(state)},
        }

    def dump(self, state: LiveState) -> dict[str, Any]:
        return dump_state(state)

    def load(self, stored: Mapping[str, Any]) -> LiveState:
        return load_state(stored)


def _heard(state: LiveState) -> list[UUID]:
    """Companies with something of their own to hear: who has bid, and who has the right of first refusal."""
    return [*state.standings, *(company for company in state.terms.priority if company not in state.standings)]


def _documents(state: LiveState) -> dict[str, Any]:
    """What an index auction is reckoned from, and who has the right of first refusal."""
    found: dict[str, Any] = {}
    if state.valuation.index is not None:
        names = ("index_name", "index_value", "index_bid")
        found["index"] = {name.removeprefix("index_"): str(state.pinned[name]) for name in names}
    if state.terms.priority:
        found["priority_order"] = [{"company": str(company)} for company in state.terms.priority]
    return found


def _private(state: LiveState, company: UUID) -> dict[str, Any]:
    standing, value = state.standings.get(company), next_valid(state, company)
    right: dict[str, Any] = {}
    if company in state.terms.priority:
        matches = state.price is not None and may_match(state, company, state.price)
        right = {"priority": state.turn_of(company) + 1, "may_match": matches}
    if standing is None:
        return right | {"next_valid": text_or_none(value)}
    found = right | {
        "seq": standing.seq,
        "price": text(standing.price),
        "maximum": text(standing.limit),
        "next_valid": text_or_none(state.named(company, value)),
    }
    if standing.named is None:
        return found
    told = {"price": text(standing.named), "maximum": None, "value": text(standing.price)}
    return {**found, **told, "declared": [list(one) for one in standing.declared]}


def _phase(state: LiveState, now: datetime) -> str:
    if now < state.terms.opens_at:
        return "before"
    return "running" if now < state.end_at else "ended"
