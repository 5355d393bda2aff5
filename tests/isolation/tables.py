"""What a marketplace's tables hold, as one number a table: whether anything was written is a comparison.

A row counts by its place and the transaction that made it (`ctid`, `xmin`), not by its text: that notices every write
that lasts, also one of the same values, and costs a sixth. Thousands of tests ask twice each, so the statement over all
tables is planned once a connection.
"""

from typing import Any
from weakref import WeakKeyDictionary

from django.db import connections

from shared_apps.tenancy import scope

# Book-keeping about the visitor, and the trail of refusals, which is looked at on its own.
TRACES = frozenset(
    {
        "audit_auditrecord",
        "audit_unsealed",
        "django_session",
        "accounts_signinsession",
        "accounts_signinthrottle",
        # How often what left: counted, and no act.
        "transfers_flowcount",
    }
)
# Connection of the driver -> schema -> name of the statement prepared there.
_prepared: "WeakKeyDictionary[Any, dict[str, str]]" = WeakKeyDictionary()


def fingerprint() -> dict[str, str]:
    """Table to hash of its rows, in the scope that is open."""
    schema = "public" if scope.is_control() else scope.tenant().schema_name
    connection = connections[scope.alias()]
    with connection.cursor() as cursor:
        known = _prepared.setdefault(connection.connection, {})
        if schema not in known:
            known[schema] = _prepare(cursor, schema, f"fingerprint_{len(known)}")
        cursor.execute(f"EXECUTE {known[schema]}")
        return dict(cursor.fetchall())


def _prepare(cursor: Any, schema: str, name: str) -> str:
    cursor.execute(
        "SELECT c.relname FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace"
        " WHERE n.nspname = %s AND c.relkind IN ('r', 'p') AND NOT c.relispartition",
        [schema],
    )
    parts = [
        f"SELECT '{table}', count(*)::text || ':' ||"
        " coalesce(sum(hashtextextended(t.tableoid::text || t.ctid::text || t.xmin::text, 0)), 0)::text"
        f' FROM "{schema}"."{table}" t'
        for table in sorted(row[0] for row in cursor.fetchall() if row[0] not in TRACES)
    ]
    cursor.execute(f"PREPARE {name} AS {' UNION ALL '.join(parts)}")
    return name


def changed(before: dict[str, str], *, but: frozenset[str] = frozenset()) -> list[str]:
    """Tables that differ now, without those named in `but`."""
    after = fingerprint()
    return sorted(name for name in after if after[name] != before.get(name) and name not in but)
