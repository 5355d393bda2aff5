"""The only clock: the database server's. Processes may be minutes apart; the database is one.

Read once per command and handed down as a value; decisions never look at a clock.
"""

from datetime import UTC, datetime

from django.db import connections


def now(using: str) -> datetime:
    """Wall-clock time of the database server, aware, in UTC. `clock_timestamp`, not transaction start."""
    with connections[using].cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        value: datetime = cursor.fetchone()[0]
    return value.astimezone(UTC)
