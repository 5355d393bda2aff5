"""Items of many suppliers in one statement, for who holds a connection of its own; and whether they are still right.

A shelf counts up whenever an item, a price or a place of stock of its supplier changes. While the number stays, what
was read under it may be used again.
"""

from decimal import Decimal
from uuid import UUID

import msgspec

from tenant_apps.catalogue.types import ItemFacts, Need

SHELVES_SQL = """
SELECT supplier_id, version FROM catalogue_shelf WHERE supplier_id = ANY(%s::uuid[])
"""

# Two lists: suppliers with article numbers, suppliers with ids. LATERAL with OFFSET looks each up in the index. Papers
# are looked for where the category has the mark that somebody asks for one, and nowhere else.
_COLUMNS = """i.supplier_id, i.id, i.sku, i.name, i.unit, i.tax_rate, i.stocked, i.state,
    CASE WHEN c.licensed THEN catalogue_needs(i.category_id, i.supplier_id) END AS needs"""
_CATEGORY = "LEFT JOIN catalogue_category c ON c.id = i.category_id"
ITEMS_SQL = f"""
SELECT {_COLUMNS}
FROM unnest(%s::uuid[], %s::text[]) AS asked(supplier_id, sku) CROSS JOIN LATERAL (
    SELECT * FROM catalogue_item r WHERE r.supplier_id = asked.supplier_id AND r.sku = asked.sku OFFSET 0) AS i
{_CATEGORY}
UNION
SELECT {_COLUMNS}
FROM unnest(%s::uuid[], %s::uuid[]) AS asked(supplier_id, id) CROSS JOIN LATERAL (
    SELECT * FROM catalogue_item r WHERE r.id = asked.id AND r.supplier_id = asked.supplier_id OFFSET 0) AS i
{_CATEGORY}
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
    needs: tuple[Need, ...] | None = None

    def facts(self) -> ItemFacts:
        return ItemFacts(
            self.id, self.supplier_id, self.sku, self.name, self.unit, self.tax_rate, self.stocked, self.state
        )


class ShelfRow(msgspec.Struct, frozen=True):
    """A row of `SHELVES_SQL` where the database gives rows as objects."""

    supplier_id: UUID
    version: int
