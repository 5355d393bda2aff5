"""What other apps know of an item."""

from dataclasses import dataclass, field
from datetime import date
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


@dataclass(frozen=True, slots=True)
class Need:
    """A paper that an item's category asks of its buyer or its seller, on the days from `first` up to before `end`."""

    kind: str
    side: str
    category: str
    first: date
    end: date | None = None

    def holds(self, on: date) -> bool:
        return self.first <= on and (self.end is None or on < self.end)


@dataclass(frozen=True, slots=True)
class Lack:
    """A paper that one of two companies lacks for an item."""

    need: Need
    company_id: UUID
