"""Items of many suppliers in one statement, for who holds a connection of its own; and whether they are still right.

A shelf counts up whenever an item, a price or a place of stock of its supplier changes. While the number stays, what
was read under it may be used again.
"""

from decimal import Decimal
from uuid import UUID

import msgspec

from tenant_apps.catalogue.types import ItemFacts

SHELVES_SQL = """
SELECT supplier_id, version FROM catalogue_shelf WHERE supplier_id = ANY(%s::uuid[])
"""

# Two lists: suppliers with article numbers, suppliers with ids. LATERAL with OFFSET looks each up in the index.
ITEMS_SQL = """
SELECT i.supplier_id, i.id, i.sku, i.name, i.unit, i.tax_rate, i.stocked, i.state
FROM unnest(%s::uuid[], %s::text[]) AS asked(supplier_id, sku) CROSS JOIN LATERAL (
    SELECT * FROM catalogue_item r WHERE r.supplier_id = asked.supplier_id AND r.sku = asked.sku OFFSET 0) AS i
UNION
SELECT i.supplier_id, i.id, i.sku, i.name, i.unit, i.tax_rate, i.stocked, i.state
FROM unnest(%s::uuid[], %s::uuid[]) AS asked(supplier_id, id) CROSS JOIN LATERAL (
    SELECT * FROM catalogue_item r WHERE r.id = asked.id AND r.supplier_id = asked.supplier_id OFFSET 0) AS i
"""


class ItemRow(msgspec.Struct, frozen=True):
    """A row of `ITEMS_SQL` where the database gives rows as objects."""

    supplier_id: UUID
    id: UUID
    sku: str
    name: str
    unit: str
    tax_rate: Decimal
    stocked: bool
    state: str

    def facts(self) -> ItemFacts:
        return ItemFacts(
            self.id, self.supplier_id, self.sku, self.name, self.unit, self.tax_rate, self.stocked, self.state
        )


class ShelfRow(msgspec.Struct, frozen=True):
    """A row of `SHELVES_SQL` where the database gives rows as objects."""

    supplier_id: UUID
    version: int
