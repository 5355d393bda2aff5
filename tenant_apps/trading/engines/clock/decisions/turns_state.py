"""The state of a reverse auction by turns: sealed opening bids, then rounds in which one bidder acts after the other.

Everything about time is reckoned from the auction's start: which phase it is, whose turn, when all of it ends. The
order of a round comes of the bids that stood before it: the worst value first, among equals the later bid first, so
that the earlier one keeps the better last turn.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any
from uuid import UUID

from tenant_apps.trading.engines.clock.decisions.figures import drawn
from tenant_apps.trading.engines.clock.decisions.live_state import LiveRules
from tenant_apps.trading.engines.clock.decisions.terms import dump_terms, load_terms
from tenant_apps.trading.engines.clock.decisions.valuation import Declared, Valuation
from tenant_apps.trading.kernel.decisions.engine import LotTerms

FEWEST = 2


@dataclass(frozen=True, slots=True)
class TurnRules:
    """The pinned rules, read once: times, and the common rules of reverse auctions."""

    rounds: int
    turn: timedelta
    first_pause: timedelta
    round_pause: timedelta
    announcement: timedelta
    guard: timedelta
    common: LiveRules

    @classmethod
    def read(cls, rules: Mapping[str, Any]) -> "TurnRules":
        def seconds(name: str, usual: int) -> timedelta:
            return timedelta(seconds=int(rules.get(name, usual)))

        return cls(
            rounds=int(rules.get("rounds", 3)),
            turn=seconds("turn_s", 120),
            first_pause=seconds("first_pause_s", 300),
            round_pause=seconds("round_pause_s", 120),
            announcement=seconds("announcement_s", 120),
            guard=seconds("latency_guard_s", 120),
            common=LiveRules.read(rules),
        )

    @property
    def fewest(self) -> int:
        return max(FEWEST, self.common.min_bidders)


@dataclass(frozen=True, slots=True)
class TurnBid:
    """A bid that stands, of the opening (round 0) or of a turn."""

    seq: int
    named: Decimal
    value: Fraction
    declared: Declared = ()


@dataclass(frozen=True, slots=True)
class Slot:
    """What runs at a time: a phase with its end, and in a turn whose it is."""

    phase: str
    ends: datetime
    round_no: int = 0
    turn_no: int = 0
    company: UUID | None = None


Bids = Mapping[int, Mapping[UUID, TurnBid]]


@dataclass(frozen=True, slots=True)
class TurnsState:
    """`begins` is the start of the auction, the end of the opening bids; `begun` says that it did start in time."""

    terms: LotTerms
    pinned: Mapping[str, Any]
    rules: TurnRules
    valuation: Valuation
    begins: datetime
    begun: bool = False
    bids: Bids = field(default_factory=dict)

    @property
    def bidders(self) -> int:
        return len(self.bids.get(0, {}))

    def standing(self, company: UUID, before: int) -> TurnBid | None:
        """The company's bid as it stood before a round."""
        for round_no in range(before - 1, -1, -1):
            bid = self.bids.get(round_no, {}).get(company)
            if bid is not None:
                return bid
        return None

    def order(self, round_no: int) -> list[UUID]:
        """Who acts when in a round; after the last round, the result from worst to best."""
        stands = {company: self.standing(company, round_no) for company in self.bids.get(0, {})}
        known = {company: bid for company, bid in stands.items() if bid is not None}
        seed = self.rules.common.draw_seed

        def key(company: UUID) -> tuple[Fraction, tuple[str, int]]:
            return known[company].value, drawn(seed, company, known[company].seq)

        return sorted(known, key=key, reverse=True)

    def round_starts(self, round_no: int) -> datetime:
        rules = self.rules
        pauses = rules.first_pause + rules.round_pause * (round_no - 1)
        return self.begins + pauses + rules.turn * self.bidders * (round_no - 1)

    @property
    def bidding_ends(self) -> datetime:
        return self.round_starts(self.rules.rounds) + self.rules.turn * self.bidders

    @property
    def end(self) -> datetime:
        """Before it has begun, the last moment at which it may: how many bid is not told by the end."""
        if not self.begun:
            return self.begins + self.rules.guard
        return self.bidding_ends + self.rules.announcement if self.bidders >= self.rules.fewest else self.begins

    def slot(self, now: datetime) -> Slot:
        """What runs at a time."""
        if now < self.terms.opens_at:
            return Slot("before", self.terms.opens_at)
        if now < self.begins:
            return Slot("opening", self.begins)
        if now >= self.end:
            return Slot("ended", self.end)
        if not self.begun:
            return Slot("starting", self.end)
        for round_no in range(1, self.rules.rounds + 1):
            starts = self.round_starts(round_no)
            if now < starts:
                return Slot("pause", starts, round_no)
            if now < starts + self.rules.turn * self.bidders:
                turn_no = (now - starts) // self.rules.turn
                ends = starts + self.rules.turn * (turn_no + 1)
                return Slot("turn", ends, round_no, turn_no + 1, self.order(round_no)[turn_no])
        return Slot("announcement", self.end)

    def with_bid(self, round_no: int, company: UUID, bid: TurnBid | None) -> "TurnsState":
        """The state with this bid in place of the one of that round, or without it."""
        row = {other: kept for other, kept in self.bids.get(round_no, {}).items() if other != company}
        if bid is not None:
            row[company] = bid
        return replace(self, bids={**self.bids, round_no: row})


def begin_state(terms: LotTerms, rules: Mapping[str, Any]) -> TurnsState:
    read = TurnRules.read(rules)
    begins = terms.ends_at or terms.opens_at + read.common.duration
    return TurnsState(terms, dict(rules), read, Valuation.read(rules, terms.currency), begins)


def dump_state(state: TurnsState) -> dict[str, Any]:
    return {
        "terms": dump_terms(state.terms),
        "rules": dict(state.pinned),
        "begins": state.begins.isoformat(),
        "begun": state.begun,
        "bids": {
            str(round_no): {
                str(company): [bid.seq, str(bid.named), str(bid.value), [list(one) for one in bid.declared]]
                for company, bid in row.items()
            }
            for round_no, row in state.bids.items()
        },
    }


def load_state(stored: Mapping[str, Any]) -> TurnsState:
    bids: dict[int, dict[UUID, TurnBid]] = {}
    for round_no, row in stored["bids"].items():
        bids[int(round_no)] = {
            UUID(company): TurnBid(seq, Decimal(named), Fraction(value), tuple((one, other) for one, other in declared))
            for company, (seq, named, value, declared) in row.items()
        }
    begun = begin_state(load_terms(stored["terms"]), stored["rules"])
    return replace(begun, begins=datetime.fromisoformat(stored["begins"]), begun=stored["begun"], bids=bids)
