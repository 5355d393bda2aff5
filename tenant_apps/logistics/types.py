"""Values that pass the door of logistics."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from uuid import UUID


@dataclass(frozen=True, slots=True)
class ShipmentLineFacts:
    order_line_id: UUID
    line_no: int
    item_id: UUID
    description: str
    quantity: Decimal
    unit: str


@dataclass(frozen=True, slots=True)
class ShipmentFacts:
    """One shipment. `document_id` is the delivery note once it is rendered."""

    id: UUID
    number: str
    order_id: UUID
    buyer_id: UUID
    seller_id: UUID
    state: str
    carrier: str
    tracking: str
    created_at: datetime
    shipped_at: datetime | None
    received_at: datetime | None
    document_id: UUID | None
    part_id: UUID | None = None
    held_at: datetime | None = None
    held_why: str = ""
    lines: tuple[ShipmentLineFacts, ...] = ()
    waits_for: str = ""
    waits_since: datetime | None = None
