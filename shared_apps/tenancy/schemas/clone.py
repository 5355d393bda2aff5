"""A new marketplace's schema: the dump of the template, made shorter, replayed under another name in one transaction.

Faster than migrating (`make bench NAME=provisioning` says by how much), and equal to it. Rights travel with the dump,
so whatever a migration revoked on the template (append-only tables) is revoked in every clone.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from threading import Lock
from typing import Any

import psycopg
from psycopg import sql

from shared_apps.tenancy.errors import TenancyError
from shared_apps.tenancy.schemas.compact import compact
from shared_apps.tenancy.schemas.connect import admin, as_owner
from shared_apps.tenancy.schemas.dump import body, dump, keep_in_lists
from shared_apps.tenancy.schemas.fingerprint import find_template, fingerprints
from shared_apps.tenancy.schemas.names import TEMPLATE_LOCK, checked, lock_of
from shared_apps.tenancy.schemas.roles import create_role


class NoTemplate(TenancyError):
    """The region has no template schema yet: run `manage.py migrate_all`."""


@dataclass(frozen=True, slots=True)
class CloneScript:
    """What to replay, between the two parts the copy of the rows of `tables`."""

    template: str
    before: str
    tables: tuple[tuple[str, tuple[str, ...]], ...]
    after: str


_scripts: dict[tuple[str, str, str], CloneScript] = {}
_building = Lock()


def clone(alias: str, schema: str, role: str) -> bool:
    """Make `schema` with everything in it; False when it was there already. All or nothing.

    The template cannot change meanwhile: its lock is shared with other clones and excludes migrations.
    """
    checked(schema)
    with admin(alias) as connection, connection.transaction():
        connection.execute("SELECT pg_advisory_xact_lock_shared(%s)", [TEMPLATE_LOCK])
        connection.execute("SELECT pg_advisory_xact_lock(%s)", [lock_of(schema)])
        if connection.execute("SELECT 1 FROM pg_catalog.pg_namespace WHERE nspname = %s", [schema]).fetchone():
            return False
        script = script_for(alias, connection)
        create_role(connection, role)
        _replay(connection, script, schema, role)
        return True


def script_for(alias: str, connection: psycopg.Connection[Any]) -> CloneScript:
    """The script for the template as it is now, built once per migration head and process."""
    template = find_template(connection)
    if template is None:
        raise NoTemplate(f"{alias} has no template schema; run manage.py migrate_all")
    head = fingerprints(connection, [template])[template]
    key = (connection.info.dbname, template, head)
    with _building:
        if key not in _scripts:
            for old in [known for known in _scripts if known[:2] == key[:2]]:
                del _scripts[old]
            _scripts[key] = _build(alias, connection, template)
        return _scripts[key]


def _build(alias: str, connection: psycopg.Connection[Any], template: str) -> CloneScript:
    with as_owner(connection):
        tables = tuple(_filled_tables(connection, template))
    before, after = compact(
        body(dump(alias, template, "--section=pre-data")),
        body(dump(alias, template, "--section=post-data")),
        {f"{template}.{table}" for table, _ in tables},
    )
    return CloneScript(template, keep_in_lists(before), tables, keep_in_lists(after))


def _filled_tables(connection: psycopg.Connection[Any], template: str) -> list[tuple[str, tuple[str, ...]]]:
    rows = connection.execute(
        "SELECT c.relname, array_agg(a.attname::text ORDER BY a.attnum)"
        " FROM pg_catalog.pg_class c"
        " JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace"
        " JOIN pg_catalog.pg_attribute a ON a.attrelid = c.oid"
        " WHERE n.nspname = %s AND c.relkind IN ('r', 'p') AND NOT c.relispartition"
        " AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = ''"
        " GROUP BY c.relname ORDER BY c.relname",
        [template],
    ).fetchall()
    found = []
    for table, columns in rows:
        some = sql.SQL("SELECT EXISTS (SELECT 1 FROM {}.{})").format(sql.Identifier(template), sql.Identifier(table))
        if (connection.execute(some).fetchone() or [False])[0]:
            found.append((table, tuple(columns)))
    return found


def _sequences(connection: psycopg.Connection[Any], template: str) -> list[tuple[str, int]]:
    """Where the template's sequences stand. Read at every clone, as the rows are: the two must fit each other."""
    return connection.execute(
        "SELECT sequencename, last_value FROM pg_catalog.pg_sequences"
        " WHERE schemaname = %s AND last_value IS NOT NULL ORDER BY 1",
        [template],
    ).fetchall()


def _replay(connection: psycopg.Connection[Any], script: CloneScript, schema: str, role: str) -> None:
    word = re.compile(rf"\b{script.template}\b")
    if schema != role:
        raise ValueError("a schema and its role have the same name")
    with as_owner(connection):
        connection.execute("SET LOCAL check_function_bodies = off")
        connection.execute("SET LOCAL client_min_messages = error")
        connection.execute("SET LOCAL search_path = ''")
        connection.execute(word.sub(schema, script.before))
        for table, columns in script.tables:
            _copy_rows(connection, script.template, schema, table, columns)
        for sequence, value in _sequences(connection, script.template):
            connection.execute("SELECT setval(%s::regclass, %s)", [f'{schema}."{sequence}"', value])
        connection.execute(word.sub(schema, script.after))


def _copy_rows(
    connection: psycopg.Connection[Any], template: str, schema: str, table: str, columns: Sequence[str]
) -> None:
    """As text through this process: it fits any type, also one that exists once per schema (an enum)."""
    there, here = sql.Identifier(template, table), sql.Identifier(schema, table)
    names = sql.SQL(", ").join(map(sql.Identifier, columns))
    cursor = connection.cursor()
    with cursor.copy(sql.SQL("COPY (SELECT {} FROM {}) TO STDOUT").format(names, there)) as rows:
        text = b"".join(map(bytes, rows))
    with cursor.copy(sql.SQL("COPY {} ({}) FROM STDIN").format(here, names)) as rows:
        rows.write(text)
