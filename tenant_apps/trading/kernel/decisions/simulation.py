"""Run a lot under other rules: with the acts of a past event, or with bidders that are made up.

Everything here is pure: the same acts or the same seed give the same course. A past event under its own rules must give
its own result again, verdict by verdict; that is what makes a run under other rules worth looking at.
"""

import heapq
from abc import ABC, abstractmethod
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from random import Random
from typing import Any, Literal
from uuid import UUID

from tenant_apps.trading.kernel.decisions.engine import Allocation, Command, Engine, LotTerms, Verdict

Habit = Literal["steady", "late", "limit"]
HABITS: tuple[Habit, ...] = ("steady", "late", "limit")
# A synthetic lot that has not ended after so many acts is stopped: rules without an end would run for ever.
MOST_ACTS = 5000
# The initiator among those who wake, and its place among those who wake at the same moment: before everybody.
INITIATES, FIRST = -1, -1


@dataclass(frozen=True, slots=True)
class Act:
    """One act of a past event, as the ledger has it."""

    seq: int
    company_id: UUID
    at: datetime
    payload: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Shift:
    """A pause as the lot felt it: after act `after_seq` every time to come moved by `by`."""

    after_seq: int
    by: timedelta


@dataclass(frozen=True, slots=True)
class Course:
    """How a lot ran. `refused` counts refusals by reason; `reason` says why nothing was awarded."""

    allocations: tuple[Allocation, ...]
    reason: str
    opened_at: datetime
    ended_at: datetime | None
    accepted: int
    refused: Mapping[str, int]
    extensions: int
    lead_changes: int
    verdicts: tuple[Verdict, ...] = ()

    @property
    def duration(self) -> timedelta | None:
        return self.ended_at - self.opened_at if self.ended_at else None

    @property
    def quantity(self) -> Decimal:
        return sum((one.quantity for one in self.allocations), Decimal(0))

    @property
    def value(self) -> Decimal:
        """What all allocations together come to, before tax."""
        return sum((one.quantity * one.unit_price for one in self.allocations), Decimal(0))


@dataclass(frozen=True, slots=True)
class Bidder:
    """A made-up bidder: what one unit is worth to it (what it costs it, where it sells), and how it bids."""

    company_id: UUID
    value: Decimal
    habit: Habit


@dataclass(frozen=True, slots=True)
class Move:
    """What a bidder does when it wakes: an act or nothing, and when it wakes next; None: it is done."""

    payload: Mapping[str, Any] | None
    wake_at: datetime | None


class Bidding(ABC):
    """How made-up bidders act in the lots of one engine. Declared by the engine's app."""

    @abstractmethod
    def first_wake(self, state: Any, bidder: Bidder, random: Random) -> datetime | None:
        """When the bidder looks in first; None: never."""

    @abstractmethod
    def move(self, state: Any, bidder: Bidder, now: datetime, random: Random) -> Move:
        """What it does then."""

    def roused(self, state: Any, bidder: Bidder, now: datetime, random: Random) -> datetime | None:
        """When it looks in because of what has just been accepted; None: it goes by its own clock."""
        return None

    def initiator(self, state: Any, now: datetime | None) -> Move:
        """What the initiator has to do now for the lot to go on; at the start (None) when that is first."""
        return Move(None, None)

    def leader(self, engine: Engine[Any], state: Any, now: datetime) -> Any:
        """Who leads, as the facts say. Asked after each of thousands of acts: take a shorter way where there is one."""
        return engine.facts(state, now).get("leader_company")


BIDDING: dict[str, Bidding] = {}


def declare_bidding(engine: str, bidding: Bidding) -> None:
    """Make the bidding of an engine known. Called once by the engine's app."""
    if BIDDING.setdefault(engine, bidding) is not bidding:
        raise RuntimeError(f"two kinds of bidding for the engine {engine}")


@dataclass(slots=True)
class _Lot:
    """A lot while it runs: the state, and what is counted on the way."""

    engine: Engine[Any]
    terms: LotTerms
    state: Any
    bidding: Bidding | None = None
    accepted: int = 0
    refused: Counter[str] = field(default_factory=Counter)
    lead_changes: int = 0
    leader: Any = None
    verdicts: list[Verdict] = field(default_factory=list)

    def act(self, seq: int, company_id: UUID, payload: Mapping[str, Any], now: datetime) -> Verdict:
        decision = self.engine.decide(self.state, Command(seq, company_id, payload), now)
        for happened in decision.events:
            self.state = self.engine.apply(self.state, happened)
        self.verdicts.append(decision.verdict)
        if decision.verdict.accepted:
            self.accepted += 1
            leader = self._leader(now)
            self.lead_changes += self.leader is not None and leader != self.leader
            self.leader = leader
        else:
            self.refused[decision.verdict.reason] += 1
        return decision.verdict

    def _leader(self, now: datetime) -> Any:
        if self.bidding is not None:
            return self.bidding.leader(self.engine, self.state, now)
        return self.engine.facts(self.state, now).get("leader_company")

    def course(self, without: frozenset[UUID] = frozenset()) -> Course:
        outcome, end = self.engine.outcome(self.state, without), self.engine.end_at(self.state)
        facts = self.engine.facts(self.state, end or self.terms.opens_at)
        return Course(
            allocations=outcome.allocations,
            reason=outcome.reason,
            opened_at=self.terms.opens_at,
            ended_at=end,
            accepted=self.accepted,
            refused=dict(self.refused),
            extensions=int(facts.get("extensions") or 0),
            lead_changes=self.lead_changes,
            verdicts=tuple(self.verdicts),
        )


def replay(
    engine: Engine[Any],
    terms: LotTerms,
    rules: Mapping[str, Any],
    acts: Sequence[Act],
    shifts: Sequence[Shift] = (),
    without: frozenset[UUID] = frozenset(),
) -> Course:
    """The acts of a past event under these rules, at their old times; ValueError where the rules cannot run.

    `without` are companies that could not be awarded then.
    """
    lot = _Lot(engine, terms, engine.start(terms, rules))
    waiting = sorted(shifts, key=lambda one: one.after_seq)
    for act in sorted(acts, key=lambda one: one.seq):
        while waiting and waiting[0].after_seq < act.seq:
            lot.state = engine.shift(lot.state, waiting.pop(0).by)
        lot.act(act.seq, act.company_id, act.payload, act.at)
    for shift in waiting:
        lot.state = engine.shift(lot.state, shift.by)
    return lot.course(without)


def play(
    engine: Engine[Any],
    bidding: Bidding,
    terms: LotTerms,
    rules: Mapping[str, Any],
    bidders: Sequence[Bidder],
    random: Random,
) -> Course:
    """A lot with made-up bidders, from the opening to the end; ValueError where the rules cannot run."""
    lot = _Lot(engine, terms, engine.start(terms, rules), bidding)
    queue: list[tuple[datetime, int, int]] = []
    for at, bidder in enumerate(bidders):
        wake = bidding.first_wake(lot.state, bidder, random)
        if wake is not None:
            heapq.heappush(queue, (wake, random.getrandbits(32), at))
    owed = bidding.initiator(lot.state, None).wake_at
    if owed is not None:
        heapq.heappush(queue, (owed, FIRST, INITIATES))
    seq = 0
    while queue and seq < MOST_ACTS:
        now, _tie, at = heapq.heappop(queue)
        end = engine.end_at(lot.state)
        if end is not None and now >= end:
            break
        if at == INITIATES:
            move, company = bidding.initiator(lot.state, now), terms.initiator_id
        else:
            move, company = bidding.move(lot.state, bidders[at], now, random), bidders[at].company_id
        if move.payload is not None:
            seq += 1
            if lot.act(seq, company, move.payload, now).accepted:
                for other, bidder in enumerate(bidders):
                    wake = bidding.roused(lot.state, bidder, now, random)
                    if wake is not None:
                        heapq.heappush(queue, (wake, random.getrandbits(32), other))
        if move.wake_at is not None and move.wake_at > now:
            heapq.heappush(queue, (move.wake_at, FIRST if at == INITIATES else random.getrandbits(32), at))
    return lot.course()
