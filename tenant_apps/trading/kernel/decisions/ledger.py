"""Many bids of one lot, one after the other, as pure functions: what each gets for an answer and in the ledger.

The lane reads everything under the lot's lock, lets the bids go through here in the order in which they came, and
writes what came of them at once.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from tenant_apps.trading.kernel.decisions import chain
from tenant_apps.trading.kernel.decisions.acts import ActFacts, judge
from tenant_apps.trading.kernel.decisions.engine import Command, Engine, Verdict


@dataclass(frozen=True, slots=True)
class LotFacts:
    """What does not change while the lot is locked. `joined`: participants, and whether each has joined."""

    lot_id: UUID
    initiator_id: UUID
    ruleset_hash: str
    is_for_all: bool
    is_over: bool
    is_paused: bool
    joined: Mapping[UUID, bool]
    may_trade: frozenset[UUID]
    now: datetime


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the ledger to come."""

    facts: chain.BidFacts
    payload: Mapping[str, Any]
    verdict: Verdict
    prev_hash: str
    hash: str


@dataclass(slots=True)
class Ledger:
    """The lot as it stands after the bids that were taken.

    `changed`: the engine's state is another one. `is_ending`: a bid that would end the lot was left out, and must come
    before any other.
    """

    lot: LotFacts
    engine: Engine[Any]
    state: Any
    last_seq: int
    last_hash: str
    changed: bool = False
    is_ending: bool = False
    entries: list[Entry] = field(default_factory=list)

    def take(self, company_id: UUID, payload: Mapping[str, Any]) -> Entry | None:
        """Write the bid as the next; None, and nothing changes, where it needs more than this.

        More is needed where the event does not exist for the company, where the two may not trade, and where the bid
        ends the lot.
        """
        command = Command(seq=self.last_seq + 1, company_id=company_id, payload=payload)
        lot = self.lot
        facts = ActFacts(
            is_initiator=company_id == lot.initiator_id,
            is_participant=company_id in lot.joined,
            has_joined=lot.joined.get(company_id, False),
            is_for_all=lot.is_for_all,
            is_over=lot.is_over,
            is_paused=lot.is_paused,
        )
        decision = judge(facts, lambda: self.engine.decide(self.state, command, lot.now))
        if decision is None:
            return None
        if decision.verdict.accepted:
            if company_id == lot.initiator_id or company_id not in lot.may_trade:
                return None
            state = self.state
            for happened in decision.events:
                state = self.engine.apply(state, happened)
            end = self.engine.end_at(state)
            if end is not None and end <= lot.now:
                self.is_ending = True
                return None
            self.state, self.changed = state, True
        return self._append(command, decision.verdict)

    def _append(self, command: Command, verdict: Verdict) -> Entry:
        facts = chain.BidFacts(
            lot_id=self.lot.lot_id,
            seq=command.seq,
            company_id=command.company_id,
            payload_hash=chain.payload_hash(command.payload),
            ruleset_hash=self.lot.ruleset_hash,
            verdict="accepted" if verdict.accepted else "refused",
            verdict_reason=verdict.reason[:80],
            received_at=self.lot.now,
        )
        entry = Entry(facts, command.payload, verdict, self.last_hash, chain.link(facts, self.last_hash))
        self.last_seq, self.last_hash = facts.seq, entry.hash
        self.entries.append(entry)
        return entry
