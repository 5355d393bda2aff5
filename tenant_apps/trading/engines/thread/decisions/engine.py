"""The engine of requests for quotation: every act goes into one ledger; the initiator's award ends it."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from shared_apps.foundation.currencies import MINOR_UNITS
from tenant_apps.trading.engines.thread.decisions import initiator, supplier
from tenant_apps.trading.engines.thread.decisions.extras import full_price
from tenant_apps.trading.engines.thread.decisions.figures import read_time, text
from tenant_apps.trading.engines.thread.decisions.quotes import Bad, Version
from tenant_apps.trading.engines.thread.decisions.state import (
    Act,
    ThreadState,
    dump_state,
    load_state,
    new_state,
)
from tenant_apps.trading.engines.thread.decisions.threads import Thread, read_threads
from tenant_apps.trading.kernel.decisions.engine import Allocation, Command, Decision, LotTerms, Outcome, Verdict

OF_SUPPLIER = {
    "quote": supplier.check_quote,
    "accept": supplier.check_accept,
    "decline": supplier.check_decline,
    "withdraw": supplier.check_withdraw,
    "secrecy": supplier.check_secrecy,
}
OF_INITIATOR = {
    "counter": initiator.check_counter,
    "bafo": initiator.check_bafo,
    "basis": initiator.check_basis,
    "award": initiator.check_award,
    "approve": initiator.check_approve,
    "reject": initiator.check_reject,
    "extend": initiator.check_extend,
    "close": initiator.check_close,
}


@dataclass(slots=True)
class ThreadEngine:
    code: str = "thread"

    def start(self, terms: LotTerms, rules: Mapping[str, Any]) -> ThreadState:
        """ValueError where the rules cannot run."""
        if terms.currency not in MINOR_UNITS:
            raise ValueError("currency: unknown_currency")
        if terms.ends_at is None or terms.ends_at <= terms.opens_at:
            raise ValueError("ends_at: before_start")
        return new_state(terms, rules)

    def decide(self, state: ThreadState, command: Command, now: datetime) -> Decision:
        try:
            self._check(state, command, now)
        except Bad as bad:
            return Decision(Verdict(False, bad.code, bad.facts))
        waits = command.payload.get("act") == "award" and self._waits(state, command, now)
        return Decision(Verdict(True), (Act(command.seq, command.company_id, now, dict(command.payload), waits),))

    def _waits(self, state: ThreadState, command: Command, now: datetime) -> bool:
        """Whether an award that was accepted needs a second person."""
        return initiator.needs_approval(state, initiator.read_award(state, read_threads(state), command, now))

    def _check(self, state: ThreadState, command: Command, now: datetime) -> None:
        if state.last_of_initiator is not None:
            raise Bad("trading.closed")
        if now < state.terms.opens_at and command.payload.get("act") != "basis":
            raise Bad("trading.not_open")
        kind = command.payload.get("act")
        if command.company_id == state.terms.initiator_id:
            of_initiator = OF_INITIATOR.get(str(kind))
            if of_initiator is None:
                raise Bad("trading.own_lot")
            of_initiator(state, read_threads(state), command, now)
            return
        of_supplier = OF_SUPPLIER.get(str(kind))
        if of_supplier is None:
            raise Bad("trading.only_initiator")
        of_supplier(state, supplier.thread_of(read_threads(state), command.company_id), command, now)

    def apply(self, state: ThreadState, event: Act) -> ThreadState:
        until = read_time(event.payload.get("until"))
        state = replace(state, acts=(*state.acts, event))
        if event.kind == "extend":
            return replace(state, terms=replace(state.terms, ends_at=until))
        return replace(state, bafo_until=until) if event.kind == "bafo" else state

    def end_at(self, state: ThreadState) -> datetime | None:
        """None until the initiator awards or ends it."""
        last = state.last_of_initiator
        return last.at if last else None

    def bids_until(self, state: ThreadState) -> datetime | None:
        """The deadline for answers, or that of the best and final offers once they are asked for."""
        return state.bafo_until or state.terms.ends_at

    def next_change(self, state: ThreadState, now: datetime) -> datetime | None:
        if state.last_of_initiator is not None:
            return None
        times = (state.terms.opens_at, state.terms.ends_at, state.bafo_until)
        return min((at for at in times if at is not None and at > now), default=None)

    def shift(self, state: ThreadState, by: timedelta) -> ThreadState:
        """Deadlines move; the day until which a company stands by its quote is its own and does not."""
        terms = state.terms
        return replace(
            state,
            terms=replace(terms, opens_at=terms.opens_at + by, ends_at=terms.ends_at + by if terms.ends_at else None),
            bafo_until=state.bafo_until + by if state.bafo_until else None,
        )

    def amend(self, state: ThreadState, terms: LotTerms, rules: Mapping[str, Any]) -> ThreadState:
        """Go on under changed terms: every act is decided again. ValueError where one would no longer fit."""
        if state.bafo_until is not None:
            raise ValueError("ends_at: too_late")
        new = new_state(terms, rules)
        for act in state.acts:
            if not self.decide(new, Command(act.seq, act.company_id, act.payload), act.at).verdict.accepted:
                raise ValueError("does_not_fit")
            new = self.apply(new, act)
        return new

    def outcome(self, state: ThreadState, without: frozenset[UUID] = frozenset()) -> Outcome:
        """What the award says, at the prices of the versions it names."""
        last, decided = state.last_of_initiator, state.decided
        if last is None or decided is None:
            return Outcome((), str(last.payload["reason"]) if last else "no_award")
        before = replace(state, acts=state.acts[:-1])
        command = Command(decided.seq, decided.company_id, decided.payload)
        awarded = initiator.read_award(state, read_threads(before), command, last.at)
        found = tuple(
            Allocation(
                one.version.seq, one.version.company_id, one.quantity, price, one.line.line_no,
                one.line.item_id, "" if one.version.currency == state.terms.currency else one.version.currency,
            )
            for one in awarded
            if (price := full_price(one.version, one.line)) is not None and one.version.company_id not in without
        )  # fmt: skip
        return Outcome(found, "" if found else "no_winner_left")

    def facts(self, state: ThreadState, now: datetime) -> dict[str, Any]:
        """Plain JSON values. Nothing of one company's thread stands outside its own `private` part."""
        threads = read_threads(state)
        quotes = [thread.current for thread in threads.values() if thread.current]
        documents: dict[str, Any] = {}
        if state.rules.target_visible and state.targets:
            documents["targets"] = {str(line): text(price) for line, price in state.targets.items()}
        if state.bafo_until is not None:
            documents["bafo_until"] = state.bafo_until.isoformat()
        ends = self.bids_until(state)
        return {
            "phase": self._phase(state, now),
            "end_at": ends.isoformat() if ends else None,
            "bids": sum(len(thread.versions) for thread in threads.values()),
            "bidders": len(quotes),
            "extensions": 0,
            "visibility": str(state.pinned.get("visibility", "thread")),
            "documents": documents,
            **({"open_to": sorted(str(one) for one in state.sworn)} if state.rules.secrecy else {}),
            "private": {str(company): {"thread": thread_facts(one, now)} for company, one in threads.items()},
        }

    def _phase(self, state: ThreadState, now: datetime) -> str:
        if state.last_of_initiator is not None:
            return "ended"
        if now < state.terms.opens_at:
            return "before"
        ends = self.bids_until(state)
        return "running" if ends is None or now < ends else "comparing"

    def dump(self, state: ThreadState) -> dict[str, Any]:
        return dump_state(state)

    def load(self, stored: Mapping[str, Any]) -> ThreadState:
        return load_state(stored)


def thread_facts(thread: Thread, now: datetime) -> dict[str, Any]:
    """A thread for its own company: status, the version that stands, the counter-offer that waits for an answer."""
    return {
        "status": thread.status(now),
        "versions": len(thread.versions),
        "quote": version_facts(thread.current) if thread.current else None,
        "counter": thread.pending.seq if thread.pending else None,
    }


def version_facts(version: Version) -> dict[str, Any]:
    return {
        "seq": version.seq,
        "currency": version.currency,
        "incoterm": version.incoterm,
        "payment_days": version.payment_days,
        "lead_days": version.lead_days,
        "firm_until": version.firm_until.isoformat(),
        "is_firm": version.is_firm,
        "is_late": version.is_late,
        "agreed": version.agreed,
        "text": version.text,
        "extras": {name: text(part) for name, part in version.extras},
        "to_place": {name: text(part) for name, part in version.to_place},
        "lines": [
            {
                "line": line.line_no,
                "unit_price": text(line.unit_price) if line.unit_price is not None else None,
                "quantity": text(line.quantity),
                "item_id": str(line.item_id) if line.item_id else None,
                "components": {name: text(part) for name, part in line.components},
                "alternate": line.alternate,
                "lead_days": line.lead_days,
            }
            for line in version.lines
        ],
    }


ENGINE = ThreadEngine()
