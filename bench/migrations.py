"""Migrations over a thousand marketplaces: nothing to do, and a column, an index and a check in two hundred of them.

    make bench NAME=migrations ARGS="--full 200 --light 800"

Each round measures the bare statements in every schema, one connection after the other, and then the fan-out of an
equal migration, while one schema is locked for four seconds and one worker loses its session. Afterwards a whole
fan-out is ended by SIGKILL half-way and run again.
"""

import argparse
import os
import signal
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from uuid import uuid4

import psycopg

from bench.harness import ROOT, Outcome, say
from bench.product import median, open_django, seconds
from bench.stack import Stack, stack

ALIAS = "default"
TABLE = "outbox_inboxreceipt"
LOCKED_S = 4.0
ROUNDS = 3


def run(arguments: list[str]) -> Outcome:
    parser = argparse.ArgumentParser(prog="make bench NAME=migrations")
    parser.add_argument("--full", type=int, default=200)
    parser.add_argument("--light", type=int, default=800, help="schemas with nothing but their list of migrations")
    told = parser.parse_args(arguments)
    outcome = Outcome("migrations")
    with stack("migrations") as made:
        open_django(made)
        full = _fill(told.full)
        light = _fill_light(told.light)
        _nothing_to_do(outcome, made, told.full + told.light)
        _drop_light(light)
        _rounds(outcome, full)
        _killed(outcome, made, full)
    return outcome


# -- schemas ----------------------------------------------------------------------------------------------------------


def _fill(count: int) -> list[str]:
    """Whole marketplaces, cloned by two threads."""
    from shared_apps.tenancy.schemas.clone import clone

    names = [f"t_{uuid4().hex}" for _ in range(count)]

    def one(name: str) -> None:
        clone(ALIAS, name, name)

    one(names[0])  # builds the script that all others replay
    took = 0.0
    with ThreadPoolExecutor(2) as pool:
        took = seconds(lambda: list(pool.map(one, names[1:])))
    say(f"  {count} marketplaces cloned in {took:.0f} s")
    return names


def _fill_light(count: int) -> list[str]:
    from shared_apps.tenancy.schemas.connect import OWNER, admin, as_owner

    template = _template()
    names = [f"t_{uuid4().hex}" for _ in range(count)]
    with admin(ALIAS) as connection:
        for start in range(0, count, 100):
            with as_owner(connection):
                for name in names[start : start + 100]:
                    connection.execute(
                        f"CREATE SCHEMA {name} AUTHORIZATION {OWNER};"
                        f"CREATE TABLE {name}.django_migrations AS SELECT * FROM {template}.django_migrations".encode()
                    )
    return names


def _drop_light(names: list[str]) -> None:
    """They have no tables to change."""
    from shared_apps.tenancy.schemas.connect import admin, as_owner

    with admin(ALIAS) as connection:
        for start in range(0, len(names), 100):
            with as_owner(connection):
                connection.execute(f"DROP SCHEMA {', '.join(names[start : start + 100])} CASCADE".encode())


def _template() -> str:
    from shared_apps.tenancy.schemas.connect import admin
    from shared_apps.tenancy.schemas.fingerprint import find_template

    with admin(ALIAS) as connection:
        found = find_template(connection)
    if found is None:
        raise RuntimeError("the region has no template schema")
    return found


# -- figures ----------------------------------------------------------------------------------------------------------


def _nothing_to_do(outcome: Outcome, made: Stack, count: int) -> None:
    from shared_apps.tenancy.schemas import fanout

    inside, whole = [], []
    for _ in range(ROUNDS):
        began = time.monotonic()
        report = fanout.fan_out(ALIAS)
        inside.append(time.monotonic() - began)
        if (report.current, report.outcomes) != (count, []):
            raise RuntimeError(f"{report.current} of {count} schemas were current, {len(report.outcomes)} were not")
        whole.append(seconds(lambda: made.manage("migrate_all", "--region", "eu", "--quiet")))
    outcome.figure("schemas", count, "schemas")
    outcome.figure("nothing_to_do", round(median(inside), 2), "s", "<= 5")
    outcome.figure("nothing_to_do_command", round(median(whole), 2), "s", "<= 5")


def _rounds(outcome: Outcome, schemas: list[str]) -> None:
    from shared_apps.tenancy.schemas import fanout

    bare, fanned, ratios, retries, failed, killed = [], [], [], 0, 0, 0
    for number in range(1, ROUNDS + 1):
        bare.append(_bare(schemas, f"bare{number}"))
        _advance_template(f"900{number}_fanned", f"fanned{number}")
        locked, killer = _Locked(schemas[number]), _Killer()
        began = time.monotonic()
        report = fanout.fan_out(ALIAS)
        fanned.append(time.monotonic() - began)
        killer.stop()
        locked.join()
        ratios.append(fanned[-1] / bare[-1])
        retries, failed, killed = retries + report.retries, failed + len(report.failed), killed + killer.killed
        _check(schemas, f"fanned{number}")
        say(f"  round {number}: bare {bare[-1]:.2f} s, fan-out {fanned[-1]:.2f} s, {report.retries} retries")
    outcome.figure("bare_statements", round(median(bare), 2), "s")
    outcome.figure("fan_out", round(median(fanned), 2), "s")
    outcome.figure("ratio", round(median(ratios), 2), "x", "<= 20")
    outcome.figure("retries", retries, "tries", f">= {ROUNDS}")
    outcome.figure("sessions_killed", killed, "workers", f">= {ROUNDS}")
    outcome.figure("failed", failed, "schemas", "== 0")


def _killed(outcome: Outcome, made: Stack, schemas: list[str]) -> None:
    """SIGKILL to the whole process half-way; the next run does the rest and nothing twice."""
    from shared_apps.tenancy.schemas import fanout

    _advance_template("9009_resumed", "resumed")
    code = "import django; django.setup(); from shared_apps.tenancy.schemas import fanout; fanout.fan_out('default')"
    child = subprocess.Popen([sys.executable, "-c", code], cwd=ROOT, env=made.env, start_new_session=True)
    while child.poll() is None and len(_with_column(schemas, "resumed")) < len(schemas) // 4:
        time.sleep(0.02)
    if child.poll() is None:
        os.killpg(child.pid, signal.SIGKILL)
    child.wait()
    done = len(_with_column(schemas, "resumed"))
    report = fanout.fan_out(ALIAS)
    _check(schemas, "resumed")
    outcome.figure("done_when_killed", done, "schemas", f"<= {len(schemas) - 1}")
    outcome.figure("resumed", len(report.outcomes) - len(report.failed), "schemas", f">= {len(schemas) - done}")
    outcome.figure("failed_after_kill", len(report.failed), "schemas", "== 0")


# -- one migration ----------------------------------------------------------------------------------------------------


def _script(name: str, column: str) -> Any:
    """A column, an index and a check, rendered as a real migration is."""
    from django.db import migrations, models
    from django.db.migrations.executor import MigrationExecutor

    from shared_apps.tenancy.backend.base import as_role
    from shared_apps.tenancy.schemas import connect, render

    class Note(migrations.Migration):
        dependencies = ()
        operations = (
            migrations.AddField("inboxreceipt", column, models.CharField(max_length=10, default="")),
            migrations.AddIndex("inboxreceipt", models.Index(fields=[column], name=f"receipt_{column}")),
            migrations.AddConstraint(
                "inboxreceipt",
                models.CheckConstraint(condition=~models.Q(**{column: "x"}), name=f"receipt_{column}_not_x"),
            ),
        )

    with connect.as_admin(ALIAS) as connection, as_role(ALIAS, _template(), connect.OWNER):
        executor = MigrationExecutor(connection)
        state = executor.loader.project_state(("outbox", executor.loader.graph.leaf_nodes("outbox")[0][1]))
        return render.render(connection, Note(name, "outbox"), state)


def _advance_template(name: str, column: str) -> None:
    from shared_apps.tenancy.schemas import connect, render, replay

    script = _script(name, column)
    with connect.admin(ALIAS) as connection:
        render.store(connection, script)
        replay.replay(connection, _template(), _template(), [script])


def _bare(schemas: list[str], column: str) -> float:
    """The same statements without anything around them, in one session."""
    from shared_apps.tenancy.schemas.connect import OWNER, admin

    text = "\n".join(_script("9000_bare", column).statements).encode()
    with admin(ALIAS) as connection:
        connection.execute(f"SET ROLE {OWNER}".encode())
        began = time.monotonic()
        for schema in schemas:
            with connection.transaction():
                connection.execute(f"SET LOCAL search_path TO {schema}, extensions".encode())
                connection.execute(text)
        return time.monotonic() - began


def _with_column(schemas: list[str], column: str) -> list[str]:
    from shared_apps.tenancy.schemas.connect import admin

    with admin(ALIAS) as connection:
        rows = connection.execute(
            "SELECT n.nspname FROM pg_catalog.pg_attribute a JOIN pg_catalog.pg_class c ON c.oid = a.attrelid"
            " JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace"
            " WHERE a.attname = %s AND c.relname = %s AND n.nspname = ANY(%s)",
            [column, TABLE, schemas],
        ).fetchall()
    return [row[0] for row in rows]


def _check(schemas: list[str], column: str) -> None:
    found = len(_with_column(schemas, column))
    if found != len(schemas):
        raise RuntimeError(f"{column}: {found} of {len(schemas)} schemas have the column")


class _Locked(threading.Thread):
    """Somebody reads a marketplace's table in a long transaction; returns once the lock is held."""

    def __init__(self, schema: str) -> None:
        super().__init__(daemon=True)
        self._schema, self._held = schema, threading.Event()
        self.start()
        self._held.wait(10)

    def run(self) -> None:
        from shared_apps.tenancy.schemas.connect import OWNER, login_of

        with psycopg.connect(**login_of(ALIAS), application_name="bench-lock") as connection:
            connection.execute(f"SET LOCAL ROLE {OWNER}".encode())
            connection.execute(f"LOCK TABLE {self._schema}.{TABLE} IN ACCESS SHARE MODE".encode())
            self._held.set()
            time.sleep(LOCKED_S)


class _Killer(threading.Thread):
    """Ends the session of one worker while it works."""

    def __init__(self) -> None:
        super().__init__(daemon=True)
        self.killed = 0
        self._over = threading.Event()
        self.start()

    def run(self) -> None:
        from shared_apps.tenancy.schemas.connect import login_of

        with psycopg.connect(**login_of(ALIAS), autocommit=True, application_name="bench-killer") as connection:
            while not self.killed and not self._over.wait(0.01):
                rows = connection.execute(
                    "SELECT pg_terminate_backend(pid) FROM pg_catalog.pg_stat_activity"
                    " WHERE application_name = 'kontor-schemas' AND query ~ 'ALTER TABLE' AND xact_start IS NOT NULL"
                    " LIMIT 1"
                ).fetchall()
                self.killed += len(rows)

    def stop(self) -> None:
        self._over.set()
        self.join(5)
