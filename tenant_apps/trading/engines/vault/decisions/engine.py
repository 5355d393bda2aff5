"""The engine of sealed tenders: acts in, acts out. It never sees a key, and no price before its envelope was opened."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import msgspec

from tenant_apps.trading.engines.vault.decisions import award, beacon, bidding, dialogue, opening, scoring, standstill
from tenant_apps.trading.engines.vault.decisions.acts import Act, Handling
from tenant_apps.trading.engines.vault.decisions.evaluation import awardable, candidates, winners
from tenant_apps.trading.engines.vault.decisions.facts import facts_of
from tenant_apps.trading.engines.vault.decisions.problems import problems
from tenant_apps.trading.engines.vault.decisions.state import VaultState, dump_state, load_state
from tenant_apps.trading.kernel.decisions.engine import Allocation, Command, Decision, LotTerms, Outcome, Verdict

HANDLING: dict[str, Handling] = {
    name: handling
    for module in (bidding, opening, scoring, dialogue, beacon, standstill, award)
    for name, handling in module.HANDLING.items()
}


@dataclass(slots=True)
class VaultEngine:
    code: str

    def start(self, terms: LotTerms, rules: Mapping[str, Any]) -> VaultState:
        found = problems(terms, rules)
        if found:
            raise ValueError(", ".join(f"{name}: {why}" for name, why in found))
        return VaultState("", terms, dict(rules))

    def decide(self, state: VaultState, command: Command, now: datetime) -> Decision:
        name = command.payload.get("act")
        handling = HANDLING.get(name) if isinstance(name, str) else None
        if handling is None:
            return _no("trading.unknown_act")
        is_initiator = command.company_id == state.terms.initiator_id
        if is_initiator and handling.by == "bidder":
            return _no("trading.own_lot")
        if not is_initiator and handling.by == "initiator":
            return _no("trading.only_initiator")
        if state.ended_at is not None:
            return _no("trading.closed")
        act = Act(str(name), command.seq, command.company_id, command.payload, now)
        refused = handling.check(state, act)
        return _no(*refused) if refused else Decision(Verdict(True), (act,))

    def apply(self, state: VaultState, event: Act) -> VaultState:
        return HANDLING[event.name].apply(state, event)

    def end_at(self, state: VaultState) -> datetime | None:
        return state.ended_at

    def bids_until(self, state: VaultState) -> datetime:
        return state.deadline

    def next_change(self, state: VaultState, now: datetime) -> datetime | None:
        if state.ended_at is not None:
            return None
        until = standstill.ends_at(state)
        times = (state.reveal_until, until) if state.root else (state.terms.opens_at, state.deadline)
        return next((at for at in times if at is not None and at > now), None)

    def shift(self, state: VaultState, by: timedelta) -> VaultState:
        """Before the root is out the deadline moves, the beacon with it; then the time to reveal and to object."""
        moved = msgspec.structs.replace
        if state.root:
            since, published = state.opening_since, state.published_at
            return moved(
                state,
                opening_since=since + by if since else None,
                published_at=published + by if published else None,
            )
        terms = replace(state.terms, opens_at=state.terms.opens_at + by, ends_at=state.deadline + by)
        behind = moved(state.beacon, at=state.beacon.at + by) if state.beacon else None
        return moved(state, terms=terms, beacon=behind)

    def amend(self, state: VaultState, terms: LotTerms, rules: Mapping[str, Any]) -> VaultState:
        """Go on under changed terms: sealed bids say nothing yet that could stop fitting."""
        found = problems(terms, rules)
        if state.root or found:
            raise ValueError(", ".join(f"{name}: {why}" for name, why in found) or "ends_at: too_late")
        return msgspec.structs.replace(state, terms=terms, rules=dict(rules))

    def outcome(self, state: VaultState, without: frozenset[UUID] = frozenset()) -> Outcome:
        """Without the chosen bid the next that can be awarded.

        One whose price waits for a justification cannot, nor one that was no published candidate where there are some.
        """
        if state.awarded is None:
            return Outcome((), state.end_reason or "not_awarded")
        ranked = candidates(state, without)
        won = winners(state, awardable(state, ranked), state.awarded)
        if not won or (state.published and any(one.seq not in state.published for one in won)):
            return Outcome((), "no_candidate")
        return Outcome(tuple(Allocation(one.seq, one.company, one.quantity, one.unit_price) for one in won))

    def facts(self, state: VaultState, now: datetime) -> dict[str, Any]:
        return facts_of(state, now)

    def dump(self, state: VaultState) -> dict[str, Any]:
        return dump_state(state)

    def load(self, stored: Mapping[str, Any]) -> VaultState:
        return load_state(stored)


def _no(reason: str, facts: Mapping[str, Any] | None = None) -> Decision:
    return Decision(Verdict(False, reason, facts or {}))


ENGINE = VaultEngine("vault")
