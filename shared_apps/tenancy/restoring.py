"""Bring one schema out of a region's database and into a scratch database beside it, and say what both hold.

The dump never lies on a disk: it goes from `pg_dump` to `pg_restore` through a pipe. The scratch database belongs to
the provisioning login, which needs CREATEDB; its name is made from the schema's, and what already has that name is
never touched. The live schema is read in one snapshot and written nowhere.
"""

import hashlib
import os
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from threading import Timer
from typing import Any

import psycopg
from django.db import connections
from psycopg import sql

from shared_apps.tenancy.errors import TenancyError
from shared_apps.tenancy.refs import TenantRef
from shared_apps.tenancy.schemas import dump
from shared_apps.tenancy.schemas.bootstrap import bootstrap
from shared_apps.tenancy.schemas.connect import OWNER, login_of
from shared_apps.tenancy.schemas.names import checked

# Alias under which this process reaches a scratch database for as long as one is there.
SCRATCH = "scratch"
PREFIX = "drill_"
CHUNK = 1 << 20


class RestoreFailed(TenancyError):
    """The dump could not be taken or put back, or the scratch database not made; the text says why."""


@dataclass(frozen=True, slots=True)
class Table:
    """What a table holds: how many rows, and a sum over the digests of all of them, which no order changes."""

    rows: int
    digest: str


@dataclass(frozen=True, slots=True)
class Restored:
    """What went through the pipe: bytes, their SHA-256, and how long it took, in milliseconds."""

    size: int
    sha256: str
    took_ms: int


@contextmanager
def snapshot(alias: str) -> Iterator[tuple[psycopg.Connection[Any], str]]:
    """A transaction in which the database stands still, read-only, and the name by which `pg_dump` joins it."""
    with psycopg.connect(**login_of(alias), connect_timeout=10, application_name="kontor-drill") as connection:
        connection.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        row = connection.execute("SELECT pg_export_snapshot()").fetchone()
        yield connection, str(row[0]) if row else ""
        connection.rollback()


def tables_of(connection: psycopg.Connection[Any], schema: str) -> Mapping[str, Table]:
    """Every table of a schema with what it holds, inside the transaction that is open."""
    connection.execute(f"SET LOCAL ROLE {OWNER}")
    names = connection.execute(
        "SELECT c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace"
        " WHERE n.nspname = %s AND c.relkind IN ('r', 'p') ORDER BY 1",
        [schema],
    ).fetchall()
    found = {}
    for (name,) in names:
        rows, digest = connection.execute(
            sql.SQL("SELECT count(*), COALESCE(sum(hashtextextended(t::text, 0)::numeric), 0)::text FROM {} t").format(
                sql.Identifier(schema, name)
            )
        ).fetchone() or (0, "0")
        found[name] = Table(rows, digest)
    connection.execute("SET LOCAL ROLE NONE")
    return found


def name_of(schema: str) -> str:
    """The scratch database of a schema."""
    return f"{PREFIX}{checked(schema)}"[:63]


@contextmanager
def scratch(alias: str, schema: str) -> Iterator[str]:
    """An empty database beside the one behind `alias`, reached by the alias SCRATCH, and dropped at the end.

    RestoreFailed when something has its name already: that is another drill, or what a killed one left.
    """
    name = name_of(schema)
    login = login_of(alias)
    with psycopg.connect(**login, autocommit=True, connect_timeout=10) as admin:
        try:
            admin.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        except psycopg.errors.DuplicateDatabase as error:
            raise RestoreFailed(f"there is a database {name} already; another drill runs, or one was killed") from error
        except psycopg.errors.InsufficientPrivilege as error:
            raise RestoreFailed("the provisioning login may not make a database: give it CREATEDB") from error
        try:
            with _alias(alias, name):
                bootstrap(SCRATCH)
                yield name
        finally:
            _drop(admin, name)


def clear(alias: str, schema: str) -> bool:
    """Drop what a killed drill left, when nobody is connected to it. Answers whether there was something."""
    name = name_of(schema)
    with psycopg.connect(**login_of(alias), autocommit=True, connect_timeout=10) as admin:
        if not admin.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone():
            return False
        _drop(admin, name)
        return True


def copy(alias: str, schema: str, moment: str, *, patience_s: float) -> Restored:
    """Dump a schema as it stood in a snapshot and restore it into the scratch database; RestoreFailed with the words
    of the program that failed."""
    out, into, began = login_of(alias), login_of(SCRATCH), time.monotonic()
    reader = [
        dump.program(), *_place(out), "--role", OWNER, "--schema", schema, "--snapshot", moment, "--no-owner",
        "--format", "custom", "--compress", "0", "--no-password",
    ]  # fmt: skip
    writer = [
        str(Path(dump.program()).with_name("pg_restore")), *_place(into), "--role", OWNER, "--no-owner",
        "--exit-on-error", "--no-password",
    ]  # fmt: skip
    digest, size = hashlib.sha256(), 0
    with tempfile.TemporaryFile() as told, tempfile.TemporaryFile() as heard:
        source = subprocess.Popen(reader, env=_env(out), stdout=subprocess.PIPE, stderr=told)
        target = subprocess.Popen(writer, env=_env(into), stdin=subprocess.PIPE, stdout=heard, stderr=heard)
        timer = Timer(patience_s, _kill, (source, target))
        timer.start()
        try:
            assert source.stdout is not None and target.stdin is not None
            while some := source.stdout.read(CHUNK):
                digest.update(some)
                size += len(some)
                target.stdin.write(some)
            target.stdin.close()
        except BrokenPipeError:
            pass
        finally:
            _end(source)
            code = _end(target)
            timer.cancel()
        for process, stream in ((source, told), (target, heard)):
            if process.returncode:
                stream.seek(0)
                words = stream.read().decode("utf-8", "replace").strip()[-500:]
                raise RestoreFailed(words or f"a program ended with {process.returncode} after {patience_s:.0f} s")
    if code:
        raise RestoreFailed(f"pg_restore ended with {code}")
    return Restored(size, digest.hexdigest(), int((time.monotonic() - began) * 1000))


def restored_tables(schema: str) -> Mapping[str, Table]:
    """What the restored schema holds."""
    with psycopg.connect(**login_of(SCRATCH), connect_timeout=10) as connection, connection.transaction():
        return tables_of(connection, schema)


def restored(ref: TenantRef) -> TenantRef:
    """The marketplace as it lies in the scratch database: same id, role and keys, another place."""
    return replace(ref, alias=SCRATCH)


@contextmanager
def _alias(alias: str, name: str) -> Iterator[None]:
    """Django knows the scratch database for as long as the block lasts, and only to read."""
    from django.conf import settings

    own = connections[alias].copy(SCRATCH).settings_dict
    own["NAME"] = name
    own["OPTIONS"] = {**own["OPTIONS"], "options": "-c default_transaction_read_only=on"}
    own["OPTIONS"].pop("pool", None)
    urls = settings.REGION_ADMIN_URLS
    connections.settings[SCRATCH] = own
    urls[SCRATCH] = urls[alias]
    try:
        yield
    finally:
        connections[SCRATCH].close()
        del connections[SCRATCH]
        del connections.settings[SCRATCH], urls[SCRATCH]


def _drop(admin: psycopg.Connection[Any], name: str) -> None:
    """PostgreSQL waits five seconds for connections that are about to end."""
    try:
        admin.execute(sql.SQL("DROP DATABASE IF EXISTS {}").format(sql.Identifier(name)))
    except psycopg.errors.ObjectInUse as error:
        raise RestoreFailed(f"somebody works in {name}, so it is still there") from error


def _place(login: Mapping[str, Any]) -> list[str]:
    return ["--host", login["host"], "--port", str(login["port"]), "--username", login["user"],
            "--dbname", login["dbname"]]  # fmt: skip


def _env(login: Mapping[str, Any]) -> dict[str, str]:
    return {**os.environ, "PGPASSWORD": login["password"]}


def _kill(*processes: "subprocess.Popen[bytes]") -> None:
    for one in processes:
        one.kill()


def _end(process: subprocess.Popen[bytes]) -> int:
    if process.stdout is not None:
        process.stdout.close()
    return process.wait()
