"""Gapless public numbers, such as `O-2026-000123`.

The series' row stays locked until the document commits: two documents never share a number and none is skipped, so
take the number as the last thing in a handler.
"""

from datetime import datetime

from django.db import transaction

from shared_apps.tenancy import scope

_TAKE = """
INSERT INTO rulesets_numberseries (id, code, year, last_value) VALUES (uuidv7(), %s, %s, 1)
ON CONFLICT (code, year) DO UPDATE SET last_value = rulesets_numberseries.last_value + 1
RETURNING last_value
"""


def take_number(series: str, now: datetime) -> str:
    """The next number of a series in the year of `now` (UTC). Only inside a transaction."""
    connection = transaction.get_connection(scope.alias())
    if not connection.in_atomic_block:
        raise RuntimeError("a number is taken in the transaction of its document")
    with connection.cursor() as cursor:
        cursor.execute(_TAKE, [series, now.year])
        value = cursor.fetchone()[0]
    return f"{series}-{now.year}-{value:06d}"
