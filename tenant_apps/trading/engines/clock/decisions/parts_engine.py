"""The engine of English auctions of parts (`multi_unit` other than `single`).

When the bids together ask for all that is offered, a countdown begins; every accepted bid begins it anew, but it never
runs past the end of the session. The order of the checks is part of the promise: time, own lot, spelling of price,
quantity, smallest part and least part, the own last bid (never less, never worse), least price, confirmation of a jump.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any
from uuid import UUID

from tenant_apps.trading.engines.clock.decisions.figures import read_number, text, text_or_none
from tenant_apps.trading.engines.clock.decisions.parts_state import (
    PartBid,
    PartsState,
    allocate,
    begin_state,
    dump_state,
    load_state,
)
from tenant_apps.trading.engines.clock.decisions.problems import parts_problems, refuse
from tenant_apps.trading.engines.clock.decisions.terms import shift_terms
from tenant_apps.trading.kernel.decisions.engine import Allocation, Command, Decision, LotTerms, Outcome, Verdict


@dataclass(frozen=True, slots=True)
class Offered:
    """A bid stands, and the end as it is now."""

    bid: PartBid
    end_at: datetime
    counting: bool


@dataclass(slots=True)
class PartsEngine:
    code: str

    def start(self, terms: LotTerms, rules: Mapping[str, Any]) -> PartsState:
        """ValueError where the rules cannot run, with the names of `parts_problems`."""
        refuse(parts_problems(terms, rules))
        return begin_state(terms, rules)

    def decide(self, state: PartsState, command: Command, now: datetime) -> Decision:
        return _decide(state, command, now)

    def apply(self, state: PartsState, event: Offered) -> PartsState:
        return replace(
            state,
            standings={**state.standings, event.bid.company_id: event.bid},
            end_at=event.end_at,
            counting=event.counting,
            bids=state.bids + 1,
            restarts=state.restarts + event.counting,
        )

    def end_at(self, state: PartsState) -> datetime:
        return state.end_at

    def next_change(self, state: PartsState, now: datetime) -> datetime | None:
        if now < state.terms.opens_at:
            return state.terms.opens_at
        return state.end_at if now < state.end_at else None

    def shift(self, state: PartsState, by: timedelta) -> PartsState:
        return replace(
            state,
            terms=shift_terms(state.terms, by),
            session_ends=state.session_ends + by,
            end_at=state.end_at + by,
        )

    def outcome(self, state: PartsState, without: frozenset[UUID] = frozenset()) -> Outcome:
        """Bids below the reserve have no effect; who was passed over counts as if it had not bid."""
        bids = [bid for company, bid in state.standings.items() if company not in without]
        if not bids:
            return Outcome((), "no_bids")
        if len(bids) < state.rules.min_bidders:
            return Outcome((), "too_few_bidders")
        reserve = state.rules.reserve
        enough = [bid for bid in bids if reserve is None or bid.price >= reserve]
        if not enough:
            return Outcome((), "reserve_not_met")
        shares = allocate(enough, state.terms.quantity, state.pricing, state.split)
        if not shares:
            return Outcome((), "no_part_accepted")
        last = min(bid.price for bid, _share in shares)
        return Outcome(
            tuple(
                Allocation(bid.seq, bid.company_id, share, last if state.pricing == "uniform" else bid.price)
                for bid, share in shares
            )
        )

    def facts(self, state: PartsState, now: datetime) -> dict[str, Any]:
        """Plain JSON values. `price_now` is the lowest price that gets something as things stand; `shares` says who
        gets how much."""
        shares = state.allocation()
        taken = sum((share for _bid, share in shares), Decimal(0))
        lowest = min((bid.price for bid, _share in shares), default=None)
        reserve = state.rules.reserve
        met = lowest is not None and (reserve is None or lowest >= reserve)
        phase = "before" if now < state.terms.opens_at else "running" if now < state.end_at else "ended"
        part = state.split or min(Decimal(1), state.terms.quantity)
        return {
            "phase": phase,
            "price_now": text_or_none(lowest),
            "leader_seq": shares[0][0].seq if shares else None,
            "leader_company": str(shares[0][0].company_id) if shares else None,
            "next_valid": text(state.least_price(UUID(int=0), part, Decimal(0))) if phase != "ended" else None,
            "bids": state.bids,
            "bidders": len(state.standings),
            "extensions": state.restarts,
            "scheduled_end": state.session_ends.isoformat(),
            "end_at": state.end_at.isoformat(),
            "remaining": text(state.terms.quantity - taken),
            "reserve": text_or_none(reserve) if state.rules.reserve_visible else None,
            "reserve_met": met if state.rules.reserve_met_shown else None,
            "ranks": {str(bid.company_id): rank for rank, (bid, _share) in enumerate(shares, 1)},
            "visibility": str(state.pinned.get("visibility", "open")),
            "under_names": {
                "shares": [
                    {"company": str(bid.company_id), "price": text(bid.price), "quantity": text(share)}
                    for bid, share in shares
                ],
                "counting": state.counting,
            },
            "initiator": {"reserve": text_or_none(reserve), "reserve_met": met},
            "private": {
                str(company): _private(state, bid, {one.company_id: share for one, share in shares})
                for company, bid in state.standings.items()
            },
        }

    def dump(self, state: PartsState) -> dict[str, Any]:
        return dump_state(state)

    def load(self, stored: Mapping[str, Any]) -> PartsState:
        return load_state(stored)


def _private(state: PartsState, bid: PartBid, shares: Mapping[UUID, Decimal]) -> dict[str, Any]:
    need = max(bid.price + state.step(bid.price), state.least_price(bid.company_id, bid.quantity, bid.least))
    return {
        "seq": bid.seq,
        "price": text(bid.price),
        "maximum": None,
        "quantity": text(bid.quantity),
        "least": text(bid.least),
        "share": text(shares.get(bid.company_id, Decimal(0))),
        "next_valid": text(need),
    }


def _decide(state: PartsState, command: Command, now: datetime) -> Decision:
    if now < state.terms.opens_at:
        return _no("not_open", {"opens_at": state.terms.opens_at.isoformat()})
    if now >= state.end_at:
        return _no("closed", {"end_at": state.end_at.isoformat()})
    company = command.company_id
    if company == state.terms.initiator_id:
        return _no("own_lot", {})
    price, quantity = read_number(command.payload.get("price")), read_number(command.payload.get("quantity"))
    if price is None:
        return _no("bad_price", {"field": "price"})
    if quantity is None or quantity > state.terms.quantity:
        return _no("bad_quantity", {"remaining": text(state.terms.quantity)})
    if state.split is not None and quantity % state.split:
        return _no("off_part", {"field": "quantity", "step": text(state.split)})
    stated = command.payload.get("min_accept")
    own = state.standings.get(company)
    most_least = quantity if own is None else min(own.least, quantity)
    least = most_least if stated is None else read_number(stated)
    if least is None or least > most_least:
        return _no("bad_least_part", {"field": "min_accept", "most": text(most_least)})
    if own is not None and quantity < own.quantity:
        return _no("below_own_quantity", {"field": "quantity", "least": text(own.quantity)})
    need = state.least_price(company, quantity, least)
    if own is not None:
        better = own.price if quantity > own.quantity else own.price + state.step(own.price)
        if price < better:
            valid = {"next_valid": text(max(better, need)), "least": text(max(better, need))}
            return _no("below_own_last", {**valid, "own_last": text(own.price)})
    if price < need:
        return _no("too_low", {"least": text(need)})
    base = own.price if own is not None else state.rules.start_price
    percent = state.rules.cap_percent
    asks = bool(percent) and command.payload.get("confirmed") is not True
    if asks and base is not None and Fraction(price - base) * 100 > Fraction(percent) * Fraction(base):
        facts = {"price": text(price), "reference": text(base), "percent": text(percent)}
        return _no("cap_needs_confirmation", {**facts, "least": text(need)})
    bid = PartBid(command.seq, company, price, quantity, least)
    asked = sum((one.quantity for who, one in state.standings.items() if who != company), quantity)
    counting = state.counting or asked >= state.terms.quantity
    end = min(state.session_ends, now + state.countdown) if counting else state.end_at
    return Decision(Verdict(True), (Offered(bid, end, counting),))


def _no(reason: str, facts: Mapping[str, Any]) -> Decision:
    return Decision(Verdict(False, f"trading.{reason}", facts))
