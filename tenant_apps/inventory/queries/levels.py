"""Stock levels of many items, for who holds a connection of its own: where they are, and which of them are short."""

from decimal import Decimal
from uuid import UUID

import msgspec

LEVELS_SQL = """
SELECT s.id, s.item_id, s.warehouse_id, s.on_hand - s.reserved - s.quarantined AS free
FROM unnest(%s::uuid[]) AS asked(item_id) CROSS JOIN LATERAL (
    SELECT * FROM inventory_stocklevel r WHERE r.item_id = asked.item_id OFFSET 0) AS s
"""

# Locks the levels in the order in which everybody locks them and tells which have less free than is asked for: usually
# none. Asked for are level and quantity.
SHORT_SQL = """
SELECT x.id, x.free FROM (
    SELECT s.id, s.on_hand - s.reserved - s.quarantined AS free, asked.quantity
    FROM unnest(%s::uuid[], %s::numeric[]) AS asked(id, quantity) JOIN inventory_stocklevel s USING (id)
    ORDER BY s.item_id, s.warehouse_id FOR UPDATE OF s
) AS x WHERE x.free < x.quantity
"""

# All levels of the items, locked.
LOCKED_SQL = """
SELECT s.id, s.item_id, s.warehouse_id, s.on_hand - s.reserved - s.quarantined AS free
FROM inventory_stocklevel s WHERE s.item_id = ANY(%s::uuid[]) ORDER BY s.item_id, s.warehouse_id FOR UPDATE OF s
"""


class LevelRow(msgspec.Struct, frozen=True):
    """A row of `LEVELS_SQL` or `LOCKED_SQL` where the database gives rows as objects."""

    id: UUID
    item_id: UUID
    warehouse_id: UUID
    free: Decimal


class ShortRow(msgspec.Struct, frozen=True):
    """A row of `SHORT_SQL` where the database gives rows as objects."""

    id: UUID
    free: Decimal
