"""The engine of Dutch auctions: the price falls in a sale and rises in a purchase until somebody presses."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from tenant_apps.trading.engines.clock.decisions.dutch import decide_dutch, may_take
from tenant_apps.trading.engines.clock.decisions.dutch_state import (
    DutchRules,
    DutchState,
    Take,
    dump_state,
    load_state,
    schedule_of,
)
from tenant_apps.trading.engines.clock.decisions.figures import text
from tenant_apps.trading.engines.clock.decisions.problems import dutch_problems, refuse
from tenant_apps.trading.engines.clock.decisions.terms import shift_terms
from tenant_apps.trading.kernel.decisions.engine import Allocation, Command, Decision, LotTerms, Outcome


@dataclass(slots=True)
class DutchEngine:
    code: str

    def start(self, terms: LotTerms, rules: Mapping[str, Any]) -> DutchState:
        """ValueError where the rules cannot run, with the names of `dutch_problems`."""
        refuse(dutch_problems(terms, rules))
        return DutchState(terms, dict(rules), DutchRules.read(rules), schedule_of(terms, rules))

    def decide(self, state: DutchState, command: Command, now: datetime) -> Decision:
        return decide_dutch(state, command, now)

    def apply(self, state: DutchState, event: Take) -> DutchState:
        return replace(state, takes=(*state.takes, event))

    def end_at(self, state: DutchState) -> datetime:
        return state.end_at()

    def next_change(self, state: DutchState, now: datetime) -> datetime | None:
        if now < state.terms.opens_at:
            return state.terms.opens_at
        end = state.end_at()
        return min(end, state.tick_starts(state.tick_at(now) + 1)) if now < end else None

    def shift(self, state: DutchState, by: timedelta) -> DutchState:
        """Every time still to come, later by `by`: the running tick keeps what was left of it."""
        return state if state.sold_out else replace(state, terms=shift_terms(state.terms, by))

    def outcome(self, state: DutchState, without: frozenset[UUID] = frozenset()) -> Outcome:
        takes = [take for take in state.takes if take.company_id not in without]
        if not takes:
            return Outcome((), "no_bids")
        last = takes[-1].price
        return Outcome(
            tuple(
                Allocation(take.seq, take.company_id, take.quantity, last if state.rules.uniform else take.price)
                for take in takes
            )
        )

    def facts(self, state: DutchState, now: datetime) -> dict[str, Any]:
        """Plain JSON values. `floor` is None where the rules keep it back from bidders; `leader` is the last taker and
        `ranks` the order of the first takes. What a company may still take is under `private`."""
        end = state.end_at()
        phase = "before" if now < state.terms.opens_at else "running" if now < end else "ended"
        # After the end the clock stands where it was stopped.
        tick = state.takes[-1].tick if state.sold_out else state.tick_at(min(now, end - timedelta(microseconds=1)))
        price, last = state.schedule.price(tick), state.takes[-1] if state.takes else None
        goes_on = tick < state.schedule.last_tick and phase != "ended"
        companies = list(dict.fromkeys(take.company_id for take in state.takes))
        return {
            "phase": phase,
            "price_now": text(price),
            "leader_seq": last.seq if last else None,
            "leader_company": str(last.company_id) if last else None,
            "next_valid": text(price) if phase != "ended" else None,
            "bids": len(state.takes),
            "bidders": len(companies),
            "extensions": 0,
            "end_at": end.isoformat(),
            "reserve_met": None,
            "ranks": {str(company): rank for rank, company in enumerate(companies, 1)},
            "tick": tick,
            "tick_ends_at": min(end, state.tick_starts(tick + 1)).isoformat(),
            "next_price": text(state.schedule.price(tick + 1)) if goes_on else None,
            "remaining": text(state.remaining),
            "floor": text(state.rules.floor) if state.rules.floor_visible else None,
            "takes": [_take(take) for take in state.takes],
            "initiator": {"floor": text(state.rules.floor), "last_tick": state.schedule.last_tick},
            "private": {str(company): _private(state, company) for company in companies},
            "most_take": text(may_take(state, Decimal(0))),
        }

    def dump(self, state: DutchState) -> dict[str, Any]:
        return dump_state(state)

    def load(self, stored: Mapping[str, Any]) -> DutchState:
        return load_state(stored)


def _take(take: Take) -> dict[str, Any]:
    return {
        "seq": take.seq,
        "company": str(take.company_id),
        "quantity": text(take.quantity),
        "price": text(take.price),
        "tick": take.tick,
    }


def _private(state: DutchState, company: UUID) -> dict[str, Any]:
    taken = state.taken_by(company)
    return {"taken": text(taken), "may_take": text(may_take(state, taken))}
