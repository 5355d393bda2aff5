"""Bring one schema up by replaying kept scripts: one transaction, short lock waits, nothing if it is current."""

from collections.abc import Sequence
from typing import Any

import psycopg
from psycopg import sql

from shared_apps.foundation.faults import faultpoint
from shared_apps.tenancy.schemas.connect import OWNER
from shared_apps.tenancy.schemas.names import checked, lock_of
from shared_apps.tenancy.schemas.render import Script

LOCK_TIMEOUT_MS = 500
STATEMENT_TIMEOUT_S = 120


class Busy(RuntimeError):
    """Another worker is on this schema."""


def replay(connection: psycopg.Connection[Any], schema: str, template: str, scripts: Sequence[Script]) -> None:
    """Run those of `scripts` that the schema has not recorded.

    Atomic migrations that follow each other share one transaction; others run statement by statement outside any,
    and are recorded afterwards, so that a second try repeats only what is not there.
    """
    group: list[Script] = []
    for script in scripts:
        if script.is_atomic:
            group.append(script)
            continue
        _atomic(connection, schema, template, group)
        group = []
        _stepwise(connection, schema, script)
    _atomic(connection, schema, template, group)


def _atomic(connection: psycopg.Connection[Any], schema: str, template: str, scripts: Sequence[Script]) -> None:
    if not scripts:
        return
    with connection.transaction():
        row = connection.execute("SELECT pg_try_advisory_xact_lock(%s)", [lock_of("migrate", schema)]).fetchone()
        if not row or not row[0]:
            raise Busy(schema)
        connection.execute(
            f"SET LOCAL ROLE {OWNER}; SET LOCAL search_path TO {checked(schema)}, extensions;"
            f"SET LOCAL lock_timeout = '{LOCK_TIMEOUT_MS}ms'; SET LOCAL statement_timeout = '{STATEMENT_TIMEOUT_S}s'"
        )
        recorded = {(r[0], r[1]) for r in connection.execute("SELECT app, name FROM django_migrations").fetchall()}
        for script in scripts:
            if script.key in recorded:
                continue
            if script.statements:
                connection.execute("\n".join(script.statements).encode())
            _record(connection, script)
        copy_natural_rows(connection, template)
        faultpoint("tenancy.replay.before_commit")


def _stepwise(connection: psycopg.Connection[Any], schema: str, script: Script) -> None:
    key = lock_of("migrate", schema)
    row = connection.execute("SELECT pg_try_advisory_lock(%s)", [key]).fetchone()
    if not row or not row[0]:
        raise Busy(schema)
    try:
        connection.execute(
            f"SET ROLE {OWNER}; SET search_path TO {checked(schema)}, extensions;"
            f"SET lock_timeout = '{LOCK_TIMEOUT_MS}ms'; SET statement_timeout = '{STATEMENT_TIMEOUT_S}s'"
        )
        known = connection.execute(
            "SELECT 1 FROM django_migrations WHERE app = %s AND name = %s", [script.app, script.name]
        ).fetchone()
        if not known:
            for text in script.statements:
                connection.execute(text.encode())
            _record(connection, script)
    finally:
        if not connection.broken:
            connection.execute("RESET ROLE; RESET search_path; RESET lock_timeout; RESET statement_timeout")
            connection.execute("SELECT pg_advisory_unlock(%s)", [key])


def _record(connection: psycopg.Connection[Any], script: Script) -> None:
    connection.execute(
        "INSERT INTO django_migrations (app, name, applied) VALUES (%s, %s, clock_timestamp())",
        [script.app, script.name],
    )


def copy_natural_rows(connection: psycopg.Connection[Any], template: str) -> None:
    """Copy content types and permissions from the template by natural key: a replay sends no `post_migrate`."""
    found = connection.execute(
        "SELECT to_regclass('django_content_type') IS NOT NULL, to_regclass('auth_permission') IS NOT NULL"
    ).fetchone()
    there = sql.Identifier(template)
    if found and found[0]:
        connection.execute(
            sql.SQL(
                "INSERT INTO django_content_type (app_label, model) SELECT app_label, model"
                " FROM {}.django_content_type ORDER BY id ON CONFLICT DO NOTHING"
            ).format(there)
        )
    if found and all(found):
        connection.execute(
            sql.SQL(
                "INSERT INTO auth_permission (name, content_type_id, codename)"
                " SELECT p.name, mine.id, p.codename FROM {0}.auth_permission p"
                " JOIN {0}.django_content_type t ON t.id = p.content_type_id"
                " JOIN django_content_type mine ON (mine.app_label, mine.model) = (t.app_label, t.model)"
                " ORDER BY p.id ON CONFLICT DO NOTHING"
            ).format(there)
        )
