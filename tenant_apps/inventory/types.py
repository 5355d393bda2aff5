"""What other apps hand to inventory and get from it."""

from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID


@dataclass(frozen=True, slots=True)
class HoldLine:
    """A quantity of an item, in the item's unit. Without a warehouse the fullest one is chosen."""

    item_id: UUID
    quantity: Decimal
    warehouse_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Held:
    """Stock reserved for one line, and where it lies."""

    hold_id: UUID
    item_id: UUID
    warehouse_id: UUID
    quantity: Decimal


@dataclass(frozen=True, slots=True)
class Level:
    """One stock level. `free` is what may still be promised."""

    item_id: UUID
    warehouse_id: UUID
    on_hand: Decimal
    reserved: Decimal
    quarantined: Decimal = Decimal(0)

    @property
    def free(self) -> Decimal:
        return self.on_hand - self.reserved - self.quarantined


@dataclass(frozen=True, slots=True)
class StockLine:
    """One stock level as people see it."""

    item_id: UUID
    sku: str
    name: str
    unit: str
    company_id: UUID
    warehouse_id: UUID
    warehouse_code: str
    warehouse_name: str
    on_hand: Decimal
    reserved: Decimal

    @property
    def free(self) -> Decimal:
        return self.on_hand - self.reserved
