"""Which schemas are behind, found without asking each of them on its own.

A schema's fingerprint is the hash of the names of its applied migrations; equal hashes mean equal heads.
"""

from collections.abc import Sequence
from typing import Any

import psycopg
from psycopg import sql

from shared_apps.tenancy.schemas.connect import as_owner
from shared_apps.tenancy.schemas.names import TEMPLATE

BATCH = 100


def list_schemas(connection: psycopg.Connection[Any]) -> list[str]:
    """Every schema with applied migrations, the template included."""
    rows = connection.execute(
        "SELECT n.nspname FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace"
        " WHERE c.relname = 'django_migrations' AND c.relkind = 'r' ORDER BY 1"
    ).fetchall()
    return [row[0] for row in rows]


def find_template(connection: psycopg.Connection[Any]) -> str | None:
    """The template's name, known by its shape alone; None before the first migration."""
    rows = connection.execute("SELECT nspname FROM pg_catalog.pg_namespace WHERE nspname LIKE 'tpl\\_%'").fetchall()
    found = sorted(row[0] for row in rows if TEMPLATE.match(row[0]))
    return found[0] if found else None


def fingerprints(connection: psycopg.Connection[Any], schemas: Sequence[str]) -> dict[str, str]:
    """Fingerprint per schema; an empty one has ''. Read as the owner of all schemas."""
    found: dict[str, str] = {}
    with as_owner(connection):
        for start in range(0, len(schemas), BATCH):
            parts = [
                sql.SQL(
                    "SELECT {0}, md5(string_agg(app || '.' || name, ',' ORDER BY app, name)) FROM {1}.django_migrations"
                ).format(sql.Literal(name), sql.Identifier(name))
                for name in schemas[start : start + BATCH]
            ]
            for name, value in connection.execute(sql.SQL(" UNION ALL ").join(parts)).fetchall():
                found[name] = value or ""
    return found


def applied(connection: psycopg.Connection[Any], schema: str) -> set[tuple[str, str]]:
    """The (app, name) pairs a schema has recorded."""
    with as_owner(connection):
        rows = connection.execute(
            sql.SQL("SELECT app, name FROM {}.django_migrations").format(sql.Identifier(schema))
        ).fetchall()
    return {(row[0], row[1]) for row in rows}
