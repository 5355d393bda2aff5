"""Stock levels of many items, for who holds a connection of its own: where they are, and how much of them is free."""

from decimal import Decimal
from uuid import UUID

import msgspec

LEVELS_SQL = """
SELECT s.id, s.item_id, s.warehouse_id, s.on_hand - s.reserved - s.quarantined AS free
FROM unnest(%s::uuid[]) AS asked(item_id) CROSS JOIN LATERAL (
    SELECT * FROM inventory_stocklevel r WHERE r.item_id = asked.item_id OFFSET 0) AS s
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
