"""What other apps know of an item."""

from dataclasses import dataclass, field
from decimal import Decimal
from uuid import UUID


@dataclass(frozen=True, slots=True)
class ItemFacts:
    """`unit` is the unit of stock and price; `stocked` is false for services such as postage.

    `tracked_by` is lot where stock is kept by batch, none elsewhere.
    """

    id: UUID
    supplier_id: UUID
    sku: str
    name: str
    unit: str
    tax_rate: Decimal
    stocked: bool
    state: str
    supplier_name: str = ""
    description: str = ""
    category: str = ""
    attributes: dict[str, str] = field(default_factory=dict)
    tracked_by: str = "none"
