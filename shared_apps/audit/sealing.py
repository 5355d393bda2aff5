"""Give committed rows their numbers in the log: one transaction takes them from the queue, adds leaves, signs a head.

A row is in the queue as soon as it is committed and not before, so none is passed over, however long its transaction
took; and a killed sealer has sealed all of a batch or nothing of it. One sealer of a region works at a time: it holds
an advisory lock on its connection, which ends with it. It takes the role `kontor_sealer` in each marketplace, which may
add to the log and nothing else.
"""

import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from threading import Event, Thread
from typing import Any

import psycopg
import structlog
from django.conf import settings
from django.db import connections

from shared_apps.audit.publishing import publish
from shared_apps.audit.rows import LEAF_SQL
from shared_apps.crypto.signing import Signer, signer_for
from shared_apps.foundation.faults import faultpoint
from shared_apps.notary.decisions import notes
from shared_apps.notary.decisions.tree import Frontier
from shared_apps.notary.queries import log_id, origin_of
from shared_apps.outbox import tasks
from shared_apps.tenancy.backend.base import EXTENSIONS
from shared_apps.tenancy.refs import CONTROL, Ref, TenantRef
from shared_apps.tenancy.schemas.connect import SEALER, NoAdminLogin, login_of

log = structlog.get_logger(__name__)

# Of one transaction: a tenth of a second, so that many busy marketplaces have their turn within one second.
BATCH = 4000
# Between two rounds. With what a round takes, well within the second in which a row is to be sealed.
EVERY_S = 0.25
PUBLISH_EVERY_S = 20.0
LIST_EVERY_S = 3.0
# Schemas asked in one statement.
CHUNK = 100
LOCK = 0x6B6F6E_5EA1

TAKE = f"""
WITH taken AS (
    DELETE FROM audit_unsealed WHERE id IN (SELECT id FROM audit_unsealed ORDER BY id LIMIT %(most)s) RETURNING id
), added AS (
    INSERT INTO notary_leaf (seq, entry_id, hash)
    SELECT %(size)s + row_number() OVER (ORDER BY r.id) - 1, r.id, {LEAF_SQL}
    FROM taken JOIN audit_auditrecord r ON r.id = taken.id
    WHERE NOT EXISTS (SELECT 1 FROM notary_leaf l WHERE l.entry_id = r.id)
    RETURNING seq, hash
)
SELECT hash FROM added ORDER BY seq
"""
NODES = """
INSERT INTO notary_node (level, place, hash)
SELECT * FROM unnest(%s::smallint[], %s::bigint[], %s::bytea[])
"""
HEAD = """
INSERT INTO notary_checkpoint (size, root, note, key, at) VALUES (%s, %s, %s, %s, clock_timestamp())
"""


# Told, after the commit, of each scope where something was sealed; in the sealer's thread, so a listener is short.
LISTENERS: list[Callable[[Ref], None]] = []


class SealerKey:
    """The signing key of this region, asked for its public half once."""

    def __init__(self, signer: Signer, name: str) -> None:
        self.signer = signer
        self.key = notes.Key(name, signer.public())

    @classmethod
    def of_region(cls, region: str) -> "SealerKey":
        return cls(signer_for(region, "log"), f"kontor.{region}/log")

    def signed(self, checkpoint: notes.Checkpoint) -> str:
        return notes.signed(checkpoint, self.key, self.signer.sign(checkpoint.text().encode()))


def connect(alias: str) -> psycopg.Connection[Any]:
    """A connection that may take the sealer's role; NoAdminLogin where this process may not."""
    if alias == CONTROL.alias:
        own = connections[alias].settings_dict
        login = {"host": own["HOST"], "port": own["PORT"], "user": own["USER"], "password": own["PASSWORD"],
                 "dbname": own["NAME"]}  # fmt: skip
    else:
        login = login_of(alias)
    return psycopg.connect(**login, autocommit=True, connect_timeout=10, application_name="kontor-sealer")


@contextmanager
def inside(connection: psycopg.Connection[Any], ref: Ref) -> Iterator[psycopg.Connection[Any]]:
    """One transaction in the scope's schema, as the sealer."""
    path, role = "public", "none"
    if isinstance(ref, TenantRef):
        path, role = f'"{ref.schema_name}", {EXTENSIONS}', SEALER
    with connection.transaction():
        connection.execute(
            "SELECT set_config('search_path', %s, true), set_config('role', %s, true),"
            " set_config('lock_timeout', '500ms', true)",
            [path, role],
        )
        yield connection


def seal(connection: psycopg.Connection[Any], ref: Ref, key: SealerKey, most: int = BATCH) -> int:
    """Seal what waits in one scope, at most so many rows; return how many. Nothing where another sealer is at it."""
    with inside(connection, ref):
        tree = _tree(connection)
        if tree is None:
            return 0
        leaves = connection.execute(TAKE, {"most": most, "size": tree.size, "log": log_id(ref)}).fetchall()
        if not leaves:
            return 0
        faultpoint("audit.seal_taken")
        for (leaf,) in leaves:
            tree.append(leaf)
        if tree.nodes:
            connection.execute(NODES, [list(column) for column in zip(*tree.nodes, strict=True)])
        head = notes.Checkpoint(origin_of(ref), tree.size, tree.root())
        connection.execute(HEAD, [head.size, head.root, key.signed(head), key.key.text()])
        connection.execute("UPDATE notary_tree SET size = %s, frontier = %s", [tree.size, b"".join(tree.hashes)])
        faultpoint("audit.seal_before_commit")
    faultpoint("audit.seal_after_commit")
    return len(leaves)


def _tree(connection: psycopg.Connection[Any]) -> Frontier | None:
    """The tree, locked; None while another sealer holds it."""
    row = connection.execute("SELECT size, frontier FROM notary_tree FOR UPDATE SKIP LOCKED").fetchone()
    if row is None:
        made = connection.execute(
            "INSERT INTO notary_tree (number, size, frontier, published_size) VALUES (1, 0, '', 0)"
            " ON CONFLICT DO NOTHING RETURNING 1"
        ).fetchone()
        return Frontier() if made else None
    size, frontier = row
    return Frontier(size, [frontier[at : at + 32] for at in range(0, len(frontier), 32)])


def waiting(connection: psycopg.Connection[Any], refs: Sequence[Ref]) -> list[Ref]:
    """The scopes of one database where rows wait. One that cannot be asked counts as waiting: sealing says why."""
    found: list[Ref] = []
    for at in range(0, len(refs), CHUNK):
        some = refs[at : at + CHUNK]
        parts = " UNION ALL ".join(
            f'SELECT {number} WHERE EXISTS (SELECT 1 FROM "{_schema(ref)}".audit_unsealed)'
            for number, ref in enumerate(some)
        )
        role = SEALER if isinstance(some[0], TenantRef) else "none"
        try:
            with connection.transaction():
                connection.execute(
                    "SELECT set_config('role', %s, true), set_config('lock_timeout', '500ms', true)", [role]
                )
                found += [some[number] for (number,) in connection.execute(parts)]
        except psycopg.errors.OperationalError:
            raise
        except psycopg.Error:
            found += some
    return found


def _schema(ref: Ref) -> str:
    return ref.schema_name if isinstance(ref, TenantRef) else "public"


def own_scopes() -> Iterable[Ref]:
    """What the sealer of this process serves."""
    if settings.KIND == "control":
        return [CONTROL]
    if tasks.list_active is None:
        raise RuntimeError("no list of marketplaces is registered")
    return list(tasks.list_active())


class Sealer(Thread):
    """Seals for one region, or for the control plane, until it is told to end; a second one stands by."""

    def __init__(self, region: str, alias: str, scopes: Callable[[], Iterable[Ref]] = own_scopes) -> None:
        super().__init__(name="sealer", daemon=True)
        self.region, self.alias, self.scopes = region, alias, scopes
        self.ended = Event()
        self.leads = Event()
        self.known: list[Ref] = []
        self.listed_at = 0.0
        self.failed: dict[str, float] = {}
        self.key: SealerKey | None = None

    def run(self) -> None:
        while not self.ended.is_set():
            try:
                with connect(self.alias) as connection:
                    self._serve(connection)
            except NoAdminLogin as error:
                log.error("audit.no_sealer", region=self.region, error=str(error))
                return
            except Exception as error:
                log.warning("audit.sealer_failed", region=self.region, error=f"{type(error).__name__}: {error}")
            self.leads.clear()
            self.ended.wait(1.0)

    def _serve(self, connection: psycopg.Connection[Any]) -> None:
        while not self.ended.wait(EVERY_S):
            if not self.leads.is_set():
                (leads,) = connection.execute("SELECT pg_try_advisory_lock(%s)", [LOCK]).fetchone() or (False,)
                if not leads:
                    self.ended.wait(1.0)
                    continue
                self.leads.set()
            self.round(connection)

    def round(self, connection: psycopg.Connection[Any]) -> int:
        """Seal once whatever waits anywhere; return the number of rows."""
        if self.key is None:
            self.key = SealerKey.of_region(self.region)
        self._list()
        sealed = 0
        for ref in waiting(connection, self.known):
            if self.failed.get(ref.key, 0.0) > time.monotonic():
                continue
            try:
                done = seal(connection, ref, self.key)
                self.failed.pop(ref.key, None)
                sealed += done
                if done:
                    _tell(ref)
            except psycopg.errors.OperationalError:
                raise
            except psycopg.Error as error:
                # A marketplace that is being moved or migrated does not keep the others waiting.
                self.failed[ref.key] = time.monotonic() + 5.0
                log.warning("audit.seal_failed", scope=ref.key, error=str(error))
        return sealed

    def _list(self) -> None:
        """The scopes, as they were some seconds ago at most; without a registry, as they were last known."""
        if self.known and time.monotonic() - self.listed_at < LIST_EVERY_S:
            return
        try:
            self.known = list(self.scopes())
            self.listed_at = time.monotonic()
        except Exception as error:
            if not self.known:
                raise
            log.warning("audit.no_registry", error=str(error))
        finally:
            connections.close_all()

    def end(self) -> None:
        self.ended.set()


def _tell(ref: Ref) -> None:
    for listener in LISTENERS:
        try:
            listener(ref)
        except Exception as error:
            log.warning("audit.listener_failed", scope=ref.key, error=f"{type(error).__name__}: {error}")


class Publisher(Thread):
    """Hands the heads of the sealer beside it to storage that nobody rewrites and to witnesses, thrice a minute."""

    def __init__(self, sealer: Sealer) -> None:
        super().__init__(name="publisher", daemon=True)
        self.sealer = sealer

    def run(self) -> None:
        while not self.sealer.ended.wait(PUBLISH_EVERY_S):
            if not self.sealer.leads.is_set():
                continue
            try:
                with connect(self.sealer.alias) as connection:
                    for ref in self.sealer.known:
                        publish_one(connection, ref)
            except Exception as error:
                log.warning("audit.publisher_failed", error=f"{type(error).__name__}: {error}")
            finally:
                connections.close_all()


def publish_one(connection: psycopg.Connection[Any], ref: Ref) -> int:
    """Publish what is new in one scope; a failure there is told and tried again."""
    try:
        return publish(lambda: inside(connection, ref), ref)
    except psycopg.errors.OperationalError:
        raise
    except Exception as error:
        log.warning("audit.publish_failed", scope=ref.key, error=f"{type(error).__name__}: {error}")
        return 0


_running: list[Sealer] = []


def start() -> None:
    """Begin to seal in this process: the worker of a region or of the control plane."""
    region, alias = ("control", CONTROL.alias) if settings.KIND == "control" else (settings.REGION, "default")
    sealer = Sealer(region, alias)
    _running.append(sealer)
    sealer.start()
    Publisher(sealer).start()


def stop() -> None:
    """Let the sealer finish its round."""
    for sealer in _running:
        sealer.end()
        sealer.join(5)
    _running.clear()
