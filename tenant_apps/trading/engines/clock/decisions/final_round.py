"""A last round for equals (`tie_rule` = best_and_final_round), around the engine of the auction itself.

When the auction has ended, those who stand equal at its best price may each name one last price, at least as good, and
nobody sees it before the end. The best of them wins; of equal ones who was there first: a last price that is no better
keeps the place of the bid it confirms. The round runs whether or not anybody is equal, so that its end does not tell.

The order of the checks is part of the promise: time (and whether the bid says that it is a last one), own lot, whether
the company stands equal, a second last price, spelling, at least as good, confirmation of a jump.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any
from uuid import UUID

from tenant_apps.trading.engines.clock.decisions.figures import exact, text
from tenant_apps.trading.engines.clock.decisions.valuation import Declared, Valuation
from tenant_apps.trading.kernel.decisions.engine import (
    Allocation,
    Command,
    Decision,
    Engine,
    LotTerms,
    Outcome,
    Verdict,
)

NO_AWARD = ("no_bids", "too_few_bidders")


@dataclass(frozen=True, slots=True)
class Equals:
    """Who stands equal at the end, best first, at which value; each with the bid it stands by, what that would be paid
    and what it declared."""

    value: Fraction
    bids: Mapping[UUID, tuple[int, Decimal, Declared]]
    valuation: Valuation


@dataclass(frozen=True, slots=True)
class Final:
    """A company's last price, also the event that says so."""

    seq: int
    company_id: UUID
    named: Decimal
    value: Fraction


@dataclass(frozen=True, slots=True)
class FinalState:
    inner: Any
    lasts: timedelta
    finals: Mapping[UUID, Final] = field(default_factory=dict)

    @property
    def pinned(self) -> Mapping[str, Any]:
        return self.inner.pinned  # type: ignore[no-any-return]

    @property
    def terms(self) -> LotTerms:
        return self.inner.terms  # type: ignore[no-any-return]


@dataclass(slots=True)
class FinalRoundEngine:
    """`equals` says who stands equal in a state of the engine inside; None while nobody does."""

    code: str
    inside: Engine[Any]
    equals: Callable[[Any], Equals | None]

    def start(self, terms: LotTerms, rules: Mapping[str, Any]) -> FinalState:
        return FinalState(self.inside.start(terms, rules), timedelta(seconds=int(rules.get("final_round_s", 120))))

    def decide(self, state: FinalState, command: Command, now: datetime) -> Decision:
        begins, end = self.bids_until(state), self.end_at(state)
        last = command.payload.get("final") is True
        if now < begins and not last:
            return self.inside.decide(state.inner, command, now)
        if now < begins:
            return _no("no_final_round", {"begins_at": begins.isoformat()})
        if now >= end or not last:
            return _no("closed", {"end_at": begins.isoformat()})
        return self._last_price(state, command)

    def apply(self, state: FinalState, event: Any) -> FinalState:
        if isinstance(event, Final):
            return replace(state, finals={**state.finals, event.company_id: event})
        return replace(state, inner=self.inside.apply(state.inner, event))

    def end_at(self, state: FinalState) -> datetime:
        begins = self.bids_until(state)
        # What was bought at once has no last round; everything else has one, needed or not.
        return begins if getattr(state.inner, "bought", False) else begins + state.lasts

    def next_change(self, state: FinalState, now: datetime) -> datetime | None:
        if now < self.bids_until(state):
            return self.inside.next_change(state.inner, now)
        return self.end_at(state) if now < self.end_at(state) else None

    def shift(self, state: FinalState, by: timedelta) -> FinalState:
        return replace(state, inner=self.inside.shift(state.inner, by))

    def outcome(self, state: FinalState, without: frozenset[UUID] = frozenset()) -> Outcome:
        """Who stood equal is bound by its last price; after them comes whoever would have come without them."""
        found, equals = self.inside.outcome(state.inner, without), self.equals(state.inner)
        left = [company for company in equals.bids if company not in without] if equals else []
        if equals is None or not left or found.reason in NO_AWARD:
            return found
        winner = min(left, key=lambda company: _place(state, equals, company))
        final = state.finals.get(winner)
        value = final.value if final else equals.value
        reserve = state.pinned.get("reserve")
        sign = _sign(state)
        if reserve and sign * value < sign * Fraction(str(reserve)):
            return Outcome((), "reserve_not_met")
        seq, price = (final.seq, _price(equals, final)) if final else equals.bids[winner][:2]
        return Outcome((Allocation(seq, winner, state.terms.quantity, price),))

    def facts(self, state: FinalState, now: datetime) -> dict[str, Any]:
        """Those of the auction; in the last round as they stood at its end, and who may act told to those alone."""
        begins, end = self.bids_until(state), self.end_at(state)
        found = dict(self.inside.facts(state.inner, now))
        equals = self.equals(state.inner)
        stage = {"phase": "auction", "ends_at": begins.isoformat()}
        if begins <= now < end:
            stage = {"phase": "final", "ends_at": end.isoformat()}
            found |= {"phase": "running", "end_at": end.isoformat(), "next_valid": None, "buy_now": None, "quiet": True}
            found["private"] = {
                company: {**own, **self._own(state, equals, UUID(company))} for company, own in found["private"].items()
            }
        elif now >= end:
            stage = {"phase": "ended", "ends_at": end.isoformat()}
            found |= {"end_at": end.isoformat()} | self._result(state, equals)
        found["under_names"] = {**found.get("under_names", {}), "stage": stage}
        return found

    def dump(self, state: FinalState) -> dict[str, Any]:
        finals = {str(company): [one.seq, str(one.named), str(one.value)] for company, one in state.finals.items()}
        return {"rules": dict(state.pinned), "inner": self.inside.dump(state.inner), "finals": finals}

    def load(self, stored: Mapping[str, Any]) -> FinalState:
        finals = {
            UUID(company): Final(seq, UUID(company), Decimal(named), Fraction(value))
            for company, (seq, named, value) in stored["finals"].items()
        }
        lasts = timedelta(seconds=int(stored["rules"].get("final_round_s", 120)))
        return FinalState(self.inside.load(stored["inner"]), lasts, finals)

    def bids_until(self, state: FinalState) -> datetime:
        """When the bidding of all ends; what follows is the last round."""
        end = self.inside.end_at(state.inner)
        if end is None:
            raise ValueError("a last round after an auction without an end")
        return end

    def _last_price(self, state: FinalState, command: Command) -> Decision:
        company, equals = command.company_id, self.equals(state.inner)
        if company == state.terms.initiator_id:
            return _no("own_lot", {})
        if equals is None or company not in equals.bids:
            return _no("not_equal", {})
        if company in state.finals:
            return _no("final_given", {})
        named = equals.valuation.read_named(command.payload)
        if named is None:
            return _no("bad_price", {"field": equals.valuation.field})
        value = equals.valuation.value(named, equals.bids[company][2])
        sign, facts = _sign(state), _next(state, equals, company)
        if sign * value < sign * equals.value:
            return _no("too_low" if sign > 0 else "too_high", facts)
        percent = Fraction(str(state.pinned.get("bid_cap_percent", "0") or "0"))
        jump = abs(value - equals.value) * 100 > percent * equals.value
        if percent and jump and command.payload.get("confirmed") is not True:
            told = {"price": text(named), "reference": text(exact(equals.value)), "percent": text(exact(percent))}
            return _no("cap_needs_confirmation", {**told, **facts})
        return Decision(Verdict(True), (Final(command.seq, company, named, value),))

    def _own(self, state: FinalState, equals: Equals | None, company: UUID) -> dict[str, Any]:
        if equals is None or company not in equals.bids:
            return {"acts": False, "next_valid": None, "may_match": False}
        final = state.finals.get(company)
        least = None if final else next(iter(_next(state, equals, company).values()))
        own: dict[str, Any] = {"acts": final is None, "next_valid": least, "equal": True}
        return own | ({"final": text(final.named)} if final else {})

    def _result(self, state: FinalState, equals: Equals | None) -> dict[str, Any]:
        """After the end: the best last price is the price, and the equals stand in the order of theirs."""
        if equals is None:
            return {}
        order = sorted(equals.bids, key=lambda company: _place(state, equals, company))
        final, known = state.finals.get(order[0]), self.inside.facts(state.inner, self.end_at(state))
        finals = {str(company): {"final": text(one.named)} for company, one in state.finals.items()}
        return {
            "leader_company": str(order[0]),
            "leader_seq": final.seq if final else equals.bids[order[0]][0],
            "price_now": text(exact(final.value if final else equals.value)),
            "ranks": {**known["ranks"], **{str(company): rank for rank, company in enumerate(order, 1)}},
            "private": {company: {**row, **finals.get(company, {})} for company, row in known["private"].items()},
        }


def _place(state: FinalState, equals: Equals, company: UUID) -> tuple[Fraction, int]:
    """Sorts the best first: by value, then by the bid that made it."""
    final = state.finals.get(company)
    if final is None or final.value == equals.value:
        return -_sign(state) * equals.value, equals.bids[company][0]
    return -_sign(state) * final.value, final.seq


def _price(equals: Equals, final: Final) -> Decimal:
    """What is paid: the number named, or the price that it makes of an index."""
    return final.named if equals.valuation.index is None else equals.valuation.contract_price(final.named)


def _next(state: FinalState, equals: Equals, company: UUID) -> dict[str, Any]:
    name = "least" if _sign(state) > 0 else "most"
    if equals.valuation.is_plain:
        return {name: text(exact(equals.value))}
    return {name: text(equals.valuation.named(equals.value, equals.bids[company][2]))}


def _sign(state: FinalState) -> int:
    return 1 if state.terms.side == "sell" else -1


def _no(reason: str, facts: Mapping[str, Any]) -> Decision:
    return Decision(Verdict(False, f"trading.{reason}", facts))
