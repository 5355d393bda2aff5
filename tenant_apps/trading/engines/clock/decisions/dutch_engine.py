"""The engine of Dutch auctions: the price falls in a sale and rises in a purchase until somebody presses."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from tenant_apps.trading.engines.clock.decisions.dutch import Answered, Sealed, Served, decide_dutch, may_take
from tenant_apps.trading.engines.clock.decisions.dutch_state import (
    After,
    DutchRules,
    DutchState,
    Order,
    Take,
    dump_state,
    load_state,
    schedule_of,
)
from tenant_apps.trading.engines.clock.decisions.figures import minor_unit, text
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

    def apply(self, state: DutchState, event: Take | Sealed | Answered | Order | Served) -> DutchState:
        after = state.after
        if isinstance(event, Served):
            return state.served(event.at)
        if isinstance(event, Order):
            others = tuple(one for one in state.orders if one.company_id != event.company_id)
            return replace(state, orders=(*others, event))
        if isinstance(event, Take):
            after = After(event.at) if state.rules.hybrid else None
            return replace(state, takes=(*state.takes, event), after=after)
        if after is None:
            raise ValueError("a bid of a phase that has not come")
        if isinstance(event, Sealed):
            sealed = {**after.sealed, event.company_id: (event.seq, event.price)}
            return replace(state, after=replace(after, sealed=sealed))
        return replace(state, after=replace(after, answer=(event.seq, event.price)))

    def end_at(self, state: DutchState) -> datetime:
        return state.end_at()

    def next_change(self, state: DutchState, now: datetime) -> datetime | None:
        if now < state.terms.opens_at:
            return state.terms.opens_at
        end = state.end_at()
        if state.after is not None:
            return state.phase_at(now)[1] if now < end else None
        return min(end, state.tick_starts(state.tick_at(now) + 1)) if now < end else None

    def shift(self, state: DutchState, by: timedelta) -> DutchState:
        """Every time still to come, later by `by`: the running tick keeps what was left of it."""
        if state.after is not None:
            return replace(state, after=replace(state.after, base=state.after.base + by))
        return state if state.sold_out else replace(state, terms=shift_terms(state.terms, by))

    def outcome(self, state: DutchState, without: frozenset[UUID] = frozenset()) -> Outcome:
        if state.after is not None:
            return _hybrid_outcome(state, without)
        # What was left behind and has not been served yet is served as the clock runs down.
        left = replace(state, orders=tuple(one for one in state.orders if one.company_id not in without))
        state = left.served(state.end_at() - timedelta(microseconds=1))
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
        end, orders = state.end_at(), state.orders
        state = state.served(min(now, end - timedelta(microseconds=1)))
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
            "next_valid": _next(state, price, now) if phase != "ended" else None,
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
            "private": {
                str(company): _private(state, company, orders)
                for company in dict.fromkeys([*companies, *(one.company_id for one in orders)])
            },
            "most_take": text(may_take(state, Decimal(0))),
        } | (_hybrid_facts(state, now) if state.rules.hybrid else {})

    def dump(self, state: DutchState) -> dict[str, Any]:
        return dump_state(state)

    def load(self, stored: Mapping[str, Any]) -> DutchState:
        return load_state(stored)


def _hybrid_outcome(state: DutchState, without: frozenset[UUID]) -> Outcome:
    """Who pressed first, unless a sealed bid was better and went unanswered."""
    take, best = state.takes[0], state.best_sealed(without)
    answer = state.after.answer if state.after else None
    if take.company_id not in without and (best is None or answer is not None):
        seq, price = answer or (take.seq, take.price)
        return Outcome((Allocation(seq, take.company_id, take.quantity, price),))
    if best is None:
        return Outcome((), "no_bids")
    return Outcome((Allocation(best[1], best[0], take.quantity, best[2]),))


def _hybrid_facts(state: DutchState, now: datetime) -> dict[str, Any]:
    """The phase, and for each company what it may do in it; sealed bids are told to nobody before the end."""
    phase, ends = state.phase_at(now)
    private: dict[str, Any] = {}
    if state.after is not None:
        winner = state.takes[0]
        unit = state.score(minor_unit(state.terms.currency))
        for company, (_seq, price) in state.after.sealed.items():
            private[str(company)] = {"price": text(price), "next_valid": text(winner.price + unit)}
        answer, beaten = state.after.answer, state.to_beat()
        private[str(winner.company_id)] = {
            "price": text(answer[1] if answer else winner.price),
            "next_valid": text(beaten) if beaten is not None and phase == "best_bid" else None,
            "acts": phase == "best_bid" and beaten is not None,
            "pressed": True,
        }
    return {"under_names": {"stage": {"phase": phase, "ends_at": ends.isoformat()}}, "private": private}


def _next(state: DutchState, price: Decimal, now: datetime) -> str | None:
    """The price of the clock, or what a sealed bid has to beat."""
    if state.after is None:
        return text(price)
    if state.phase_at(now)[0] != "sealed":
        return None
    return text(state.takes[0].price + state.score(minor_unit(state.terms.currency)))


def _take(take: Take) -> dict[str, Any]:
    return {
        "seq": take.seq,
        "company": str(take.company_id),
        "quantity": text(take.quantity),
        "price": text(take.price),
        "tick": take.tick,
    }


def _private(state: DutchState, company: UUID, orders: tuple[Order, ...]) -> dict[str, Any]:
    taken = state.taken_by(company)
    found: dict[str, Any] = {"taken": text(taken), "may_take": text(may_take(state, taken))}
    for one in orders:
        if one.company_id == company:
            found["absentee"] = {"price": text(one.price), "quantity": text(one.quantity)}
    return found
