"""The engine of reverse auctions by turns (`format` = turns)."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from tenant_apps.trading.engines.clock.decisions.figures import exact, text, text_or_none
from tenant_apps.trading.engines.clock.decisions.problems import refuse, turns_problems
from tenant_apps.trading.engines.clock.decisions.terms import shift_terms
from tenant_apps.trading.engines.clock.decisions.turns import apply_turns, decide_turns, named_most, next_turn
from tenant_apps.trading.engines.clock.decisions.turns_state import (
    Slot,
    TurnBid,
    TurnsState,
    begin_state,
    dump_state,
    load_state,
)
from tenant_apps.trading.kernel.decisions.engine import Allocation, Command, Decision, LotTerms, Outcome


@dataclass(slots=True)
class TurnsEngine:
    code: str

    def start(self, terms: LotTerms, rules: Mapping[str, Any]) -> TurnsState:
        """ValueError where the rules cannot run, with the names of `turns_problems`."""
        refuse(turns_problems(terms, rules))
        return begin_state(terms, rules)

    def decide(self, state: TurnsState, command: Command, now: datetime) -> Decision:
        return decide_turns(state, command, now)

    def apply(self, state: TurnsState, event: Any) -> TurnsState:
        return apply_turns(state, event)

    def end_at(self, state: TurnsState) -> datetime:
        return state.end

    def next_change(self, state: TurnsState, now: datetime) -> datetime | None:
        slot = state.slot(now)
        return None if slot.phase == "ended" else slot.ends

    def shift(self, state: TurnsState, by: timedelta) -> TurnsState:
        return replace(state, terms=shift_terms(state.terms, by), begins=state.begins + by)

    def outcome(self, state: TurnsState, without: frozenset[UUID] = frozenset()) -> Outcome:
        """Who comes after a company that was passed over is bound by its own last bid."""
        if not state.bidders:
            return Outcome((), "no_bids")
        if state.bidders < state.rules.fewest:
            return Outcome((), "too_few_bidders")
        if not state.begun:
            return Outcome((), "not_started")
        best_first = state.order(state.rules.rounds + 1)[::-1]
        winner = next((company for company in best_first if company not in without), None)
        bid = state.standing(winner, state.rules.rounds + 1) if winner else None
        if winner is None or bid is None:
            return Outcome((), "no_bids")
        reserve = state.rules.common.reserve
        if reserve is not None and bid.value > reserve:
            return Outcome((), "reserve_not_met")
        return Outcome((Allocation(bid.seq, winner, state.terms.quantity, bid.named),))

    def facts(self, state: TurnsState, now: datetime) -> dict[str, Any]:
        """Plain JSON values. Opening bids are told with the first round, the bid of a turn at the turn's end; what a
        company itself has bid stands under `private`."""
        slot = state.slot(now)
        shown = _published(state, slot)
        best_first = shown.order(state.rules.rounds + 1)[::-1] if shown.bids else []
        best = shown.standing(best_first[0], state.rules.rounds + 1) if best_first else None
        reserve = state.rules.common.reserve
        met = best is not None and (reserve is None or best.value <= reserve)
        documents: dict[str, Any] = {
            "turn": {
                "phase": slot.phase,
                "ends_at": slot.ends.isoformat(),
                "round": slot.round_no,
                "turn": slot.turn_no,
                "rounds": state.rules.rounds,
                "company": str(slot.company) if slot.company else None,
                "begins_at": state.begins.isoformat(),
            },
            "rounds": _table(state, shown, slot) if shown.bids else [],
        }
        return {
            "phase": _WORDS.get(slot.phase, "running"),
            "price_now": text(exact(best.value)) if best else None,
            "leader_seq": best.seq if best else None,
            "leader_company": str(best_first[0]) if best_first else None,
            "next_valid": None,
            "bids": sum(len(row) for row in shown.bids.values()),
            "bidders": shown.bidders if shown.bids else None,
            "extensions": 0,
            "end_at": state.end.isoformat(),
            "scheduled_end": state.begins.isoformat(),
            "reserve": text_or_none(reserve) if state.rules.common.reserve_visible else None,
            "reserve_met": met if state.rules.common.reserve_met_shown and shown.bids else None,
            "ranks": {str(company): rank for rank, company in enumerate(best_first, 1)},
            "under_names": documents,
            "initiator": {"reserve": text_or_none(reserve), "reserve_met": met},
            "private": {str(company): _private(state, company, slot, now) for company in state.bids.get(0, {})},
        }

    def dump(self, state: TurnsState) -> dict[str, Any]:
        return dump_state(state)

    def load(self, stored: Mapping[str, Any]) -> TurnsState:
        return load_state(stored)


_WORDS = {"before": "before", "ended": "ended"}


def _published(state: TurnsState, slot: Slot) -> TurnsState:
    """The state with the bids that everybody may know: none before the first round, none of a turn that runs."""
    if slot.phase == "ended" or slot.phase == "announcement":
        return state
    if not slot.round_no or (slot.phase == "pause" and slot.round_no == 1):
        return replace(state, bids={})
    order = state.order(slot.round_no)
    told = set(order[: slot.turn_no - 1]) if slot.turn_no else set()
    bids = {
        round_no: {company: bid for company, bid in row.items() if round_no < slot.round_no or company in told}
        for round_no, row in state.bids.items()
        if round_no <= slot.round_no
    }
    return replace(state, bids=bids)


def _table(state: TurnsState, shown: TurnsState, slot: Slot) -> list[dict[str, Any]]:
    """One row for each round that has begun, opening first: the bidders in its order, with what they stood at after."""
    last = slot.round_no or state.rules.rounds
    if slot.phase in ("announcement", "ended"):
        last = state.rules.rounds if state.begun and state.bidders >= state.rules.fewest else 0
    rows = []
    for round_no in range(last + 1):
        order = shown.order(max(round_no, 1))
        cells = []
        for turn_no, company in enumerate(order, 1):
            made = shown.bids.get(round_no, {}).get(company)
            stood = shown.standing(company, round_no + 1)
            cells.append(
                {
                    "company": str(company),
                    "turn": turn_no if round_no else None,
                    "price": text_or_none(stood.named if stood else None),
                    "value": text(exact(stood.value)) if stood else None,
                    "made": made is not None,
                    "running": slot.phase == "turn" and (slot.round_no, slot.company) == (round_no, company),
                    "to_come": round_no == slot.round_no and (turn_no > slot.turn_no or slot.phase == "pause"),
                }
            )
        rows.append({"round": round_no, "cells": cells})
    return rows


def _private(state: TurnsState, company: UUID, slot: Slot, now: datetime) -> dict[str, Any]:
    """What the company stands at, this turn's bid included, and what it may name in its turn."""
    acting = slot.phase == "turn" and slot.company == company
    bid: TurnBid | None = state.standing(company, (slot.round_no or state.rules.rounds) + 1)
    most = named_most(state, company, slot.round_no) if acting else None
    waits = next_turn(state, company, now)
    return {
        "seq": bid.seq if bid else None,
        "price": text_or_none(bid.named if bid else None),
        "value": text(exact(bid.value)) if bid else None,
        "maximum": None,
        "next_valid": text_or_none(most),
        "declared": [list(one) for one in bid.declared] if bid else [],
        "acts": acting or slot.phase == "opening",
        "may_cancel": bid is not None and company in state.bids.get(slot.round_no, {}) and (acting or not state.begun),
        "turn_at": waits.isoformat() if waits else None,
    }
