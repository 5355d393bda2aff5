"""Values that pass the door of invoicing."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID


@dataclass(frozen=True, slots=True)
class InvoiceLineFacts:
    line_no: int
    description: str
    quantity: Decimal
    unit: str
    unit_price: Decimal
    tax_rate: Decimal
    net_minor: int
    tax_minor: int


@dataclass(frozen=True, slots=True)
class InvoiceFacts:
    """An invoice or a credit note. `document_id` is its PDF once it is rendered."""

    id: UUID
    number: str
    kind: str
    order_id: UUID | None
    order_return_id: UUID | None
    buyer_id: UUID
    seller_id: UUID
    currency: str
    net_minor: int
    tax_minor: int
    total_minor: int
    paid_minor: int
    issued_at: datetime
    due_date: date
    document_id: UUID | None
    lines: tuple[InvoiceLineFacts, ...] = ()
    part_id: UUID | None = None
    pays_back: bool = False


@dataclass(frozen=True, slots=True)
class OpenDocument:
    """An invoice or credit note that is not used up; `open_minor` is what is left of it."""

    id: UUID
    number: str
    kind: str
    order_id: UUID | None
    open_minor: int
    due_date: date
    pays_back: bool = False
