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
    return number_text(series, now.year, value)


def numbers_part(*series: str) -> str:
    """A part of a WITH list, `series`, that takes `%(count)s` numbers of each of these series in `%(year)s` at once."""
    codes = ", ".join(f"('{code}')" for code in sorted(series))
    return f"""series AS (
    INSERT INTO rulesets_numberseries (id, code, year, last_value)
    SELECT uuidv7(), c.code, %(year)s::smallint, %(count)s::bigint FROM (VALUES {codes}) AS c(code) ORDER BY c.code
    ON CONFLICT (code, year) DO UPDATE SET last_value = rulesets_numberseries.last_value + excluded.last_value
    RETURNING code, last_value
)"""


def number_of(series: str, at: str) -> str:
    """The expression of the number at place `at` (from 1) among those that `numbers_part` has taken."""
    value = f"(SELECT last_value - %(count)s::bigint FROM series WHERE code = '{series}') + {at}"
    return f"'{series}-' || %(year)s || '-' || to_char({value}, 'FM999999999000000')"


def number_text(series: str, year: int, value: int) -> str:
    """A number as it is written."""
    return f"{series}-{year}-{value:06d}"
