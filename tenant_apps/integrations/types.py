"""Values that pass the door of integrations, and what its decisions take and give."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any, Literal
from uuid import UUID

MessageKind = Literal["level", "movement", "order"]
MessageState = Literal["applied", "superseded", "parked", "dead"]
Winner = Literal["theirs", "ours", "newer", "ask"]

STOCK = "stock.on_hand"
STATE = "order.state"
CONFIRMED = "order.confirmed"
FIELDS: tuple[str, ...] = (STOCK, STATE, CONFIRMED)
# What a field may be ruled by. A confirmed quantity cannot change a binding order, so it is kept or asked about.
WINNERS: Mapping[str, tuple[Winner, ...]] = {
    STOCK: ("theirs", "ours", "newer", "ask"),
    STATE: ("theirs", "ours", "newer", "ask"),
    CONFIRMED: ("ask", "ours"),
}
DEFAULTS: Mapping[str, Winner] = {STOCK: "theirs", STATE: "theirs", CONFIRMED: "ask"}


@dataclass(frozen=True, slots=True)
class StockMessage:
    """A word on one item in one warehouse: the whole level, or a change of it."""

    id: str
    sequence: int
    is_level: bool
    amount: Decimal
    said_at: datetime


@dataclass(frozen=True, slots=True)
class StockLine:
    """How far the words on one item in one warehouse go without a gap. `theirs` is None before the first."""

    sequence: int = 0
    theirs: Decimal | None = None
    said_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Told:
    """What becomes of one message, and why."""

    state: MessageState
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Converged:
    """The line after all that can be applied was, the verdict on each message, and the sum of the movements in it."""

    line: StockLine
    told: Mapping[str, Told]
    moved: Decimal = Decimal(0)
    has_level: bool = False


@dataclass(frozen=True, slots=True)
class FieldWord:
    """The value of one field of an order with the version that said it."""

    version: int
    said_at: datetime
    value: Any


@dataclass(frozen=True, slots=True)
class OrderMessage:
    """A word on one order. Only the fields it names are changed by it."""

    id: str
    version: int
    said_at: datetime
    fields: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Settled:
    """How a difference is settled: who wins, and whether a person or nobody must look. `why` is a code for people."""

    winner: Literal["theirs", "ours", "open"]
    differs: bool
    why: str = ""


@dataclass(frozen=True, slots=True)
class StockAge:
    """The age of the last word on an item in a warehouse. `is_stale` by the marketplace's rule."""

    item_id: UUID
    warehouse_id: UUID
    source: str
    heard_at: datetime
    is_stale: bool


@dataclass(frozen=True, slots=True)
class Change:
    """One change as a connector lists it: a message of the push API, not yet checked."""

    kind: MessageKind
    body: Mapping[str, Any] = field(default_factory=dict)
