"""The same as `consume` for many spends in one statement, whose limits were locked and found large enough."""

from shared_apps.lane.sets import SetWrite

TAKEN = SetWrite(
    "taken",
    "id amount",
    """
    UPDATE spending_spendinglimit AS l SET used_minor = l.used_minor + n.amount FROM {rows} WHERE l.id = n.id
    """,
)
USES = SetWrite(
    "uses",
    "limit_id source_id amount",
    """
    INSERT INTO spending_spendinguse (id, limit_id, source, source_id, amount_minor, returned_minor, state, at)
    SELECT uuidv7(), n.limit_id, '{source}', n.source_id, n.amount, 0, 'used', %(now)s::timestamptz
    FROM {rows}
    """,
)
