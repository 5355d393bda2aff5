"""The Japanese reverse auction (`format` = japanese): the price falls each tick, and who does not confirm is out.

Whoever confirms the first level, the ceiling, is in; from then on each level has to be confirmed in its own tick by who
confirmed the one before. It ends with the first level that at most one confirms, or with the last one. The only one who
confirmed a level wins at its price; where nobody did, those of the level before are equal, and the tie rule decides.

The order of the checks is part of the promise: time, own lot, level and price, a second confirmation, who is out.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from tenant_apps.trading.engines.clock.decisions.figures import drawn, read_number, text
from tenant_apps.trading.engines.clock.decisions.live_state import LiveRules
from tenant_apps.trading.engines.clock.decisions.problems import japanese_problems, refuse
from tenant_apps.trading.engines.clock.decisions.schedule import Schedule, levels_of
from tenant_apps.trading.engines.clock.decisions.terms import dump_terms, load_terms, shift_terms
from tenant_apps.trading.kernel.decisions.engine import Allocation, Command, Decision, LotTerms, Outcome, Verdict


@dataclass(frozen=True, slots=True)
class Confirmed:
    """A company stays in at a level."""

    seq: int
    company_id: UUID
    level: int


@dataclass(frozen=True, slots=True)
class JapaneseState:
    """`levels[k]` are the bids that confirmed level k, by company."""

    terms: LotTerms
    pinned: Mapping[str, Any]
    rules: LiveRules
    schedule: Schedule
    tick: timedelta
    levels: tuple[Mapping[UUID, int], ...] = field(default_factory=tuple)

    def confirmed(self, level: int) -> Mapping[UUID, int]:
        return self.levels[level] if level < len(self.levels) else {}

    @property
    def last_level(self) -> int:
        """The level with whose tick it ends as things stand."""
        for level in range(self.schedule.last_tick):
            if len(self.confirmed(level)) <= 1:
                return level
        return self.schedule.last_tick

    @property
    def end(self) -> datetime:
        """The clock alone ends it: the end of the event does not cut a level short."""
        return self.starts(self.last_level + 1)

    def starts(self, level: int) -> datetime:
        return self.terms.opens_at + self.tick * level

    def level_at(self, now: datetime) -> int:
        return max(0, min((now - self.terms.opens_at) // self.tick, self.schedule.last_tick))

    def staying(self, without: frozenset[UUID] = frozenset()) -> tuple[int, list[UUID]]:
        """The lowest level anybody confirmed, and who did, best first by the tie rule."""
        for level in range(len(self.levels) - 1, -1, -1):
            left = {company: seq for company, seq in self.levels[level].items() if company not in without}
            if left:
                return level, sorted(left, key=lambda company: drawn(self.rules.draw_seed, company, left[company]))
        return 0, []


@dataclass(slots=True)
class JapaneseEngine:
    code: str

    def start(self, terms: LotTerms, rules: Mapping[str, Any]) -> JapaneseState:
        """ValueError where the rules cannot run, with the names of `japanese_problems`."""
        refuse(japanese_problems(terms, rules))
        return _begin(terms, rules)

    def decide(self, state: JapaneseState, command: Command, now: datetime) -> Decision:
        if now < state.terms.opens_at:
            return _no("not_open", {"opens_at": state.terms.opens_at.isoformat()})
        if now >= state.end:
            return _no("closed", {"end_at": state.end.isoformat()})
        company = command.company_id
        if company == state.terms.initiator_id:
            return _no("own_lot", {})
        level = state.level_at(now)
        price = state.schedule.price(level)
        seen = command.payload.get("tick")
        if isinstance(seen, bool) or seen != level or read_number(command.payload.get("price")) != price:
            return _no("stale_tick", {"tick": level, "price": text(price)})
        if company in state.confirmed(level):
            return _no("already_in", {"tick": level})
        if level and company not in state.confirmed(level - 1):
            return _no("dropped_out", {"tick": level})
        return Decision(Verdict(True), (Confirmed(command.seq, company, level),))

    def apply(self, state: JapaneseState, event: Confirmed) -> JapaneseState:
        levels = list(state.levels)
        while len(levels) <= event.level:
            levels.append({})
        levels[event.level] = {**levels[event.level], event.company_id: event.seq}
        return replace(state, levels=tuple(levels))

    def end_at(self, state: JapaneseState) -> datetime:
        return state.end

    def next_change(self, state: JapaneseState, now: datetime) -> datetime | None:
        if now < state.terms.opens_at:
            return state.terms.opens_at
        return min(state.end, state.starts(state.level_at(now) + 1)) if now < state.end else None

    def shift(self, state: JapaneseState, by: timedelta) -> JapaneseState:
        return replace(state, terms=shift_terms(state.terms, by))

    def outcome(self, state: JapaneseState, without: frozenset[UUID] = frozenset()) -> Outcome:
        """Who was passed over counts as if it had never confirmed; who stayed longest then wins at that level."""
        level, best_first = state.staying(without)
        if not best_first:
            return Outcome((), "no_bids")
        if len(state.confirmed(0)) < state.rules.min_bidders:
            return Outcome((), "too_few_bidders")
        price, reserve = state.schedule.price(level), state.rules.reserve
        if reserve is not None and price > reserve:
            return Outcome((), "reserve_not_met")
        winner = best_first[0]
        return Outcome((Allocation(state.levels[level][winner], winner, state.terms.quantity, price),))

    def facts(self, state: JapaneseState, now: datetime) -> dict[str, Any]:
        """Plain JSON values. How many have confirmed this level is told only after its tick; the company's own answer
        stands under `private`."""
        end = state.end
        phase = "before" if now < state.terms.opens_at else "running" if now < end else "ended"
        level = state.level_at(min(now, end - timedelta(microseconds=1)))
        best_level, best_first = state.staying()
        reserve = state.rules.reserve
        met = bool(best_first) and (reserve is None or state.schedule.price(best_level) <= reserve)
        goes_on = level < state.schedule.last_tick and phase != "ended"
        told = level if phase == "running" else level + 1
        floor = text(state.schedule.price(state.schedule.last_tick))
        return {
            "phase": phase,
            "price_now": text(state.schedule.price(level)),
            "leader_seq": state.levels[best_level][best_first[0]] if best_first and phase == "ended" else None,
            "leader_company": str(best_first[0]) if best_first and phase == "ended" else None,
            "next_valid": text(state.schedule.price(level)) if phase != "ended" else None,
            "bids": sum(len(row) for row in state.levels[:told]),
            "bidders": len(state.confirmed(max(told - 1, 0))) if told else None,
            "extensions": 0,
            "end_at": end.isoformat(),
            "reserve": None,
            "reserve_met": met if state.rules.reserve_met_shown and phase == "ended" else None,
            "ranks": {str(company): rank for rank, company in enumerate(best_first, 1)} if phase == "ended" else {},
            "tick": level,
            "tick_ends_at": min(end, state.starts(level + 1)).isoformat(),
            "next_price": text(state.schedule.price(level + 1)) if goes_on else None,
            "floor": floor if state.pinned.get("floor_visible") else None,
            "under_names": {"levels": [len(row) for row in state.levels[:told]]},
            "initiator": {"floor": floor, "reserve_met": met},
            "private": {
                str(company): _private(state, company, level, phase) for company in state.confirmed(0)
            },
        }  # fmt: skip

    def dump(self, state: JapaneseState) -> dict[str, Any]:
        return {
            "terms": dump_terms(state.terms),
            "rules": dict(state.pinned),
            "levels": [{str(company): seq for company, seq in row.items()} for row in state.levels],
        }

    def load(self, stored: Mapping[str, Any]) -> JapaneseState:
        levels = tuple({UUID(company): seq for company, seq in row.items()} for row in stored["levels"])
        return replace(_begin(load_terms(stored["terms"]), stored["rules"]), levels=levels)


def _begin(terms: LotTerms, rules: Mapping[str, Any]) -> JapaneseState:
    read, tick = LiveRules.read(rules), timedelta(seconds=int(rules["tick_s"]))
    return JapaneseState(terms, dict(rules), read, levels_of(terms.currency, rules), tick)


def _private(state: JapaneseState, company: UUID, level: int, phase: str) -> dict[str, Any]:
    stays = max(at for at in range(len(state.levels)) if company in state.levels[at])
    confirmed = company in state.confirmed(level)
    return {
        "seq": state.levels[stays][company],
        "price": text(state.schedule.price(stays)),
        "maximum": None,
        "next_valid": None,
        "stays": confirmed,
        "may_stay": phase == "running" and not confirmed and (level == 0 or company in state.confirmed(level - 1)),
    }


def _no(reason: str, facts: Mapping[str, Any]) -> Decision:
    return Decision(Verdict(False, f"trading.{reason}", facts))
