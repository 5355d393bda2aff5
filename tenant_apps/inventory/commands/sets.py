"""The same as `hold_stock` for many orders in one statement, whose levels were locked in their order before.

The table's own check refuses to promise what is not there: the statement then fails as a whole.
"""

from shared_apps.lane.sets import SetWrite

LOCK_SQL = """
SELECT count(*) FROM (
    SELECT 1 FROM unnest(%s::uuid[]) AS asked(id) JOIN inventory_stocklevel s USING (id)
    ORDER BY s.item_id, s.warehouse_id FOR UPDATE OF s
) AS x
"""
RESERVED = SetWrite(
    "reserved",
    "id quantity",
    """
    UPDATE inventory_stocklevel AS s SET reserved = s.reserved + n.quantity FROM {rows} WHERE s.id = n.id
    """,
)
HOLDS = SetWrite(
    "holds",
    "item_id warehouse_id quantity source_id",
    """
    INSERT INTO inventory_stockhold (id, item_id, warehouse_id, quantity, state, source, source_id, created_at)
    SELECT uuidv7(), n.item_id, n.warehouse_id, n.quantity, 'held', '{source}', n.source_id, %(now)s::timestamptz
    FROM {rows}
    """,
)
OVERSOLD = "stock_not_oversold"
