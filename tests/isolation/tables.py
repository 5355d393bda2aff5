"""What a marketplace's tables hold, as one number a table: whether anything was written is a comparison."""

from django.db import connections

from shared_apps.tenancy import scope

# Book-keeping about the visitor, and the trail of refusals, which is looked at on its own.
TRACES = frozenset(
    {
        "audit_auditrecord",
        "django_session",
        "accounts_signinsession",
        "accounts_signinthrottle",
    }
)


def fingerprint() -> dict[str, str]:
    """Table to hash of its rows, in the scope that is open."""
    schema = "public" if scope.is_control() else scope.tenant().schema_name
    with connections[scope.alias()].cursor() as cursor:
        cursor.execute(
            "SELECT c.relname FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace"
            " WHERE n.nspname = %s AND c.relkind IN ('r', 'p') AND NOT c.relispartition",
            [schema],
        )
        names = sorted(row[0] for row in cursor.fetchall() if row[0] not in TRACES)
        parts = [
            f"SELECT '{name}', count(*)::text || ':' || coalesce(sum(hashtextextended(t::text, 0)), 0)::text"
            f' FROM "{name}" t'
            for name in names
        ]
        cursor.execute(" UNION ALL ".join(parts))
        return dict(cursor.fetchall())


def changed(before: dict[str, str], *, but: frozenset[str] = frozenset()) -> list[str]:
    """Tables that differ now, without those named in `but`."""
    after = fingerprint()
    return sorted(name for name in after if after[name] != before.get(name) and name not in but)
