"""Tiers of many items in one statement, for who holds a connection of its own and chooses by `choose_tier` itself."""

from datetime import datetime
from decimal import Decimal
from uuid import UUID

import msgspec

from tenant_apps.pricing.types import Tier

# Items, then the buyers whose own lists count beside those for everybody.
TIERS_SQL = """
SELECT p.item_id, l.buyer_id, l.currency, l.valid_from, l.valid_until, l.id AS price_list_id, l.version, p.min_quantity,
       p.unit_price
FROM unnest(%s::uuid[]) AS asked(item_id) CROSS JOIN LATERAL (
    SELECT * FROM pricing_pricetier r WHERE r.item_id = asked.item_id OFFSET 0) AS p
JOIN pricing_pricelist l ON l.id = p.price_list_id AND (l.buyer_id IS NULL OR l.buyer_id = ANY(%s::uuid[]))
ORDER BY p.min_quantity
"""

# Sellers and buyers in pairs: which of the buyers have a list of their own with the seller.
OWN_LISTS_SQL = """
SELECT asked.supplier_id, asked.buyer_id
FROM unnest(%s::uuid[], %s::uuid[]) AS asked(supplier_id, buyer_id)
WHERE EXISTS (SELECT FROM pricing_pricelist l WHERE l.supplier_id = asked.supplier_id AND l.buyer_id = asked.buyer_id)
"""


class TierRow(msgspec.Struct, frozen=True):
    """A row of `TIERS_SQL` where the database gives rows as objects."""

    item_id: UUID
    buyer_id: UUID | None
    currency: str
    valid_from: datetime
    valid_until: datetime | None
    price_list_id: UUID
    version: int
    min_quantity: Decimal
    unit_price: Decimal

    def holds(self, currency: str, at: datetime) -> bool:
        """Whether the tier counts in this currency at this moment."""
        valid = self.valid_from <= at and (self.valid_until is None or at < self.valid_until)
        return valid and self.currency == currency

    def tier(self) -> Tier:
        return Tier(self.price_list_id, self.version, self.buyer_id is not None, self.min_quantity, self.unit_price)
