"""Values that pass the door of orders."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from uuid import UUID

# Changes of orders: these wait, for approval in the buyer's company, for the other side.
OPEN_AMENDMENT = ("approving", "proposed")
AMENDMENT_STATES = (*OPEN_AMENDMENT, "applied", "refused", "rejected", "withdrawn", "expired", "failed")


@dataclass(frozen=True, slots=True)
class OrderLineFacts:
    """One line of an order. `shipped` and `returned` never pass `quantity`."""

    id: UUID
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
    shipped: Decimal
    returned: Decimal


@dataclass(frozen=True, slots=True)
class OrderFacts:
    """An order with its lines, for the apps above. `payment_terms` are those its buyer chose when it ordered."""

    id: UUID
    number: str
    deal_id: UUID
    buyer_id: UUID
    seller_id: UUID
    client_reference: str | None
    currency: str
    net_minor: int
    tax_minor: int
    total_minor: int
    state: str
    ordered_at: datetime
    accepted_at: datetime
    note: str
    lines: tuple[OrderLineFacts, ...] = ()
    payment_terms: UUID | None = None


@dataclass(frozen=True, slots=True)
class PartLineFacts:
    """So much of an order's line in a part, with its share of the line's amounts."""

    order_line_id: UUID
    quantity: Decimal
    net_minor: int
    tax_minor: int


@dataclass(frozen=True, slots=True)
class PartFacts:
    """What leaves one place together. Parts in state `waiting` have no stock yet."""

    id: UUID
    part_no: int
    state: str
    warehouse_id: UUID | None
    lines: tuple[PartLineFacts, ...]


@dataclass(frozen=True, slots=True)
class ReturnLineFacts:
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
class ReturnFacts:
    """A return with its lines. `order_id` is None when the purchase is older than the marketplace."""

    id: UUID
    number: str
    order_id: UUID | None
    buyer_id: UUID
    seller_id: UUID
    currency: str
    net_minor: int
    tax_minor: int
    total_minor: int
    reason: str
    returned_at: datetime
    lines: tuple[ReturnLineFacts, ...] = ()


@dataclass(frozen=True, slots=True)
class OfferedTerms:
    """Terms of payment that a buyer may choose; `says` is what they come to, in words."""

    id: UUID
    seller_id: UUID
    name: str
    says: str
    is_usual: bool


@dataclass(frozen=True, slots=True)
class TermsChoice:
    """Terms of payment that somebody chooses for an order to be.

    `was_promised`: the order was asked for before, when they were offered; it keeps them although they have ended.
    """

    buyer_id: UUID
    seller_id: UUID
    terms_id: UUID
    was_promised: bool = False


@dataclass(frozen=True, slots=True)
class TentativeFacts:
    """Goods and prices held for a buyer, or about to be."""

    id: UUID
    number: str
    buyer_id: UUID
    seller_id: UUID
    currency: str
    total_minor: int
