"""What other apps get to know of prices."""

from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Tier:
    """One step of a list: the price from `min_quantity` upwards. `own` is a list for this buyer alone."""

    price_list_id: UUID
    version: int
    own: bool
    min_quantity: Decimal
    unit_price: Decimal


@dataclass(frozen=True, slots=True)
class PriceQuote:
    """The price of an item for a buyer and a quantity, and where it comes from."""

    item_id: UUID
    unit_price: Decimal
    min_quantity: Decimal
    price_list_id: UUID
    version: int
