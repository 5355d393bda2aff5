"""What an engine is: pure functions that run one lot, over a state that is a value.

The kernel holds the lot's row lock, loads the state, asks `decide`, writes ledger and state, and closes the lot. An
engine never asks for the time and never reads anything: the same commands at the same times give the same result, which
is what the verifier and a replay rely on.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any, Protocol, TypeVar
from uuid import UUID

from tenant_apps.trading.kernel.types import Side

State = TypeVar("State")


@dataclass(frozen=True, slots=True)
class LineTerms:
    """One priced line of a lot."""

    line_no: int
    quantity: Decimal
    unit: str


@dataclass(frozen=True, slots=True)
class LotTerms:
    """What is traded and when. `ends_at` is the scheduled end; None where the rules alone decide it.

    `quantity` and `unit` are those of the first line, which is the only one in most modes; `lines` has them all.
    """

    side: Side
    initiator_id: UUID
    quantity: Decimal
    unit: str
    currency: str
    opens_at: datetime
    ends_at: datetime | None
    lines: tuple[LineTerms, ...] = ()

    def __post_init__(self) -> None:
        if not self.lines:
            object.__setattr__(self, "lines", (LineTerms(1, self.quantity, self.unit),))


@dataclass(frozen=True, slots=True)
class Command:
    """What a company asks for. `seq` is the number the bid gets in the ledger, accepted or refused.

    `payload` is what the ledger keeps: text for every number that is not whole.
    """

    seq: int
    company_id: UUID
    payload: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Verdict:
    """Accepted, or refused with a code and the facts that help: above all the next valid value.

    `is_private`: the facts are about the bidder alone, so it is told them where the bids of others are hidden too.
    """

    accepted: bool
    reason: str = ""
    facts: Mapping[str, Any] = field(default_factory=dict)
    is_private: bool = False


@dataclass(frozen=True, slots=True)
class Decision:
    """The verdict, and what happened because of it, in order. A refusal makes nothing happen."""

    verdict: Verdict
    events: tuple[Any, ...] = ()


@dataclass(frozen=True, slots=True)
class Allocation:
    """A winning bid by its number in the ledger, what it gets of which line and the price of one unit.

    `item_id` is what is delivered where the initiator buys and the bid itself named it; `currency` is that of the bid
    where it is not the event's.
    """

    seq: int
    company_id: UUID
    quantity: Decimal
    unit_price: Decimal
    line_no: int = 1
    item_id: UUID | None = None
    currency: str = ""


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a lot ended: with allocations, or without and why: `no_bids`, `reserve_not_met`, `too_few_bidders`."""

    allocations: tuple[Allocation, ...]
    reason: str = ""

    @property
    def successful(self) -> bool:
        return bool(self.allocations)

    @property
    def by_bid(self) -> list[tuple[Allocation, ...]]:
        """The allocations of each winning bid, in the order of the first of each: one award and one deal apiece."""
        bids: dict[int, list[Allocation]] = {}
        for one in self.allocations:
            bids.setdefault(one.seq, []).append(one)
        return [tuple(found) for found in bids.values()]


class Engine(Protocol[State]):
    """One engine. `rules` are the values pinned to the event, by their names without the mode."""

    code: str

    def start(self, terms: LotTerms, rules: Mapping[str, Any]) -> State: ...

    def decide(self, state: State, command: Command, now: datetime) -> Decision: ...

    def apply(self, state: State, event: Any) -> State: ...

    def end_at(self, state: State) -> datetime | None:
        """The end as it stands now: the one place where it is reckoned. None: only an act ends it."""
        ...

    def next_change(self, state: State, now: datetime) -> datetime | None:
        """When something changes without a command (a tick, the end); None when nothing will."""
        ...

    def outcome(self, state: State, without: frozenset[UUID] = frozenset()) -> Outcome:
        """The result once the end has come; before it, the result if nothing more happened.

        `without` are companies that cannot be awarded (the cascade): the result is as if they had not bid.
        """
        ...

    def shift(self, state: State, by: timedelta) -> State:
        """Move every time to come: the event stood still for so long."""
        ...

    def facts(self, state: State, now: datetime) -> Mapping[str, Any]:
        """Everything a room may show, before the visibility matrix cuts it.

        Beside the common ones: `documents` are facts of the engine's own by name; in `under_names` the room puts
        companies under the names its viewer may read; `private` holds what is a company's own, by its id.
        """
        ...

    def dump(self, state: State) -> dict[str, Any]:
        """The state as plain JSON."""
        ...

    def load(self, stored: Mapping[str, Any]) -> State: ...


class DecidedEngine(Engine[State], Protocol):
    """An engine whose lots end by an act of the initiator. Until then `end_at` is None."""

    def bids_until(self, state: State) -> datetime | None:
        """When the bidding ends, as it stands now; afterwards the initiator evaluates."""
        ...


ENGINES: dict[str, Engine[Any]] = {}


def declare_engine(engine: Engine[Any]) -> None:
    """Make an engine known under its code. Called once by the app of the engine."""
    known = ENGINES.get(engine.code)
    if known is not None and known is not engine:
        raise RuntimeError(f"two engines are named {engine.code}")
    ENGINES[engine.code] = engine
