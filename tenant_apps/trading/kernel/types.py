"""Values that pass the door of trading: deals, their lines, and how a line's amounts are reckoned.

A line is rounded once for its net and once for its tax; totals are sums of lines. Reckoning a total from a sum of
unrounded lines gives another cent, and an invoice that no order matches.
"""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Annotated, Literal
from uuid import UUID

import msgspec

from shared_apps.foundation.money import Money

Side = Literal["sell", "buy"]
# A time from outside must say its zone: a naive one would be read as UTC and move a deadline by hours.
AwareTime = Annotated[datetime, msgspec.Meta(tz=True)]


@dataclass(frozen=True, slots=True)
class LineAmounts:
    """Net and tax of one line, in minor units."""

    net_minor: int
    tax_minor: int

    @classmethod
    def of(cls, unit_price: Decimal, quantity: Decimal, tax_rate: Decimal, currency: str) -> "LineAmounts":
        """Round the net half up once, and the tax on that rounded net once."""
        net = Money.of_product(unit_price, quantity, currency)
        tax = Money.of_product(tax_rate, net.amount, currency)
        return cls(net.minor, tax.minor)


@dataclass(frozen=True, slots=True)
class AgreedLine:
    """One line two companies agreed on, before it is part of a deal."""

    item_id: UUID
    warehouse_id: UUID | None
    description: str
    quantity: Decimal
    unit: str
    unit_price: Decimal
    tax_rate: Decimal


@dataclass(frozen=True, slots=True)
class DealLineFacts:
    """One line of a deal with its amounts."""

    line_no: int
    item_id: UUID
    warehouse_id: UUID | None
    description: str
    quantity: Decimal
    unit: str
    unit_price: Decimal
    tax_rate: Decimal
    net_minor: int
    tax_minor: int


@dataclass(frozen=True, slots=True)
class FormDeal:
    """What `form_deal` needs. `deal_id` is made beforehand so that stock can be held for the deal first."""

    deal_id: UUID
    origin: str
    buyer_id: UUID
    seller_id: UUID
    title: str
    currency: str
    lines: tuple[AgreedLine, ...]
    formed_by: str
    trading_event_id: UUID | None = None
    award_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class DealFacts:
    """A deal as later steps know it."""

    id: UUID
    number: str
    origin: str
    trading_event_id: UUID | None
    buyer_id: UUID
    seller_id: UUID
    title: str
    currency: str
    net_minor: int
    tax_minor: int
    total_minor: int
    formed_by: str
    formed_at: datetime
    settled_at: datetime | None
    cancelled_at: datetime | None
    lines: tuple[DealLineFacts, ...] = ()


@dataclass(frozen=True, slots=True)
class Mode:
    """A trading mode as a declaration: which engine runs it, and in which directions.

    `many_lines`: a lot may have several priced lines. `names_item`: who joins a purchase names one item of its own;
    else each bid names what it would deliver. `awards_itself`: the end of the bidding decides; else the initiator does,
    by an act in the lot (the engine is a `DecidedEngine`). `own_commands`: the engine publishes and runs its events
    with commands and pages of its own, so the kernel's are not for them.
    """

    code: str
    engine: str
    sides: tuple[Side, ...]
    many_lines: bool = False
    names_item: bool = True
    awards_itself: bool = True
    own_commands: bool = False


MODES: dict[str, Mode] = {}


def declare_mode(mode: Mode) -> Mode:
    """Register a mode. Called once by each module of `trading.modes`."""
    known = MODES.get(mode.code)
    if known is not None and known != mode:
        raise RuntimeError(f"two modes are named {mode.code}")
    MODES[mode.code] = mode
    return mode


def read_decimal(text: str, *, places: int = 6) -> Decimal:
    """A decimal text as a number that fits a column of 20 digits; ValueError for anything else."""
    try:
        value = Decimal(text)
    except ArithmeticError as error:
        raise ValueError(f"{text!r} is not a number") from error
    if not value.is_finite() or abs(value) >= 10**14:
        raise ValueError(f"{text!r} is not a usable number")
    scaled = value.scaleb(places)
    if scaled != scaled.to_integral_value():
        raise ValueError(f"at most {places} decimals")
    return value
