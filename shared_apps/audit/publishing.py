"""Hand heads and leaves of a log on to where its owner cannot rewrite them: write-once storage, and witnesses.

Leaves are published as their hashes alone: storage that nobody can clean holds nothing about people. What was written
before a crash is written again as part of a longer piece, or found there word for word.
"""

import base64
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta
from typing import Any

import psycopg
import structlog
from django.utils.translation import gettext_lazy as _

from shared_apps.audit.policies import RETENTION_DAYS, WITNESSES
from shared_apps.crypto.signing import is_signed
from shared_apps.egress import flows, http
from shared_apps.egress.gate import Blocked
from shared_apps.egress.objects import object_store
from shared_apps.foundation.faults import faultpoint
from shared_apps.notary.decisions import notes
from shared_apps.notary.decisions.tree import consistency_ranges, hash_of_range
from shared_apps.tenancy import policy, scope
from shared_apps.tenancy.refs import Ref

log = structlog.get_logger(__name__)
Inside = Callable[[], AbstractContextManager[psycopg.Connection[Any]]]

# Leaves of one file: two MiB.
PIECE = 65_536
WITNESS = flows.declare(
    "audit.witness",
    "head",
    _("Heads of the log to witnesses"),
    ("technical",),
    to="world",
    purpose="prove that the log is not rewritten",
    basis="evidence",
)

STATE = """
SELECT t.size, t.published_size, c.note, c.key, clock_timestamp()
FROM notary_tree t JOIN notary_checkpoint c ON c.size = t.size
"""
LEAVES = "SELECT hash FROM notary_leaf WHERE seq >= %s AND seq < %s ORDER BY seq"


def publish(inside: Inside, ref: Ref) -> int:
    """Publish the newest head and the leaves since the last one; return how many leaves.

    `inside` opens a transaction in the scope's schema as the sealer.
    """
    with inside() as connection:
        state = connection.execute(STATE).fetchone()
    if state is None:
        return 0
    size, before, note, key, now = state
    with scope.enter(ref):
        if size > before:
            until = now + timedelta(days=int(policy.value(RETENTION_DAYS)))
            store = object_store()
            for first in range(before, size, PIECE):
                last = min(first + PIECE, size)
                with inside() as connection:
                    hashes = b"".join(row[0] for row in connection.execute(LEAVES, [first, last]))
                store.put_once(f"log/leaves/{first:012d}-{last:012d}", hashes, "application/octet-stream", until)
            store.put_once(f"log/keys/{notes.key_of(key).id.hex()}", key.encode(), "text/plain", until)
            store.put_once(f"log/checkpoints/{size:012d}", note.encode(), "text/plain; charset=utf-8", until)
            faultpoint("audit.published")
            with inside() as connection:
                connection.execute(
                    "UPDATE notary_tree SET published_size = %s, published_at = clock_timestamp()", [size]
                )
        for address, witness in witnesses(str(policy.value(WITNESSES))):
            _witness(inside, address, witness, size, note)
    return int(size - before)


def witnesses(text: str) -> list[tuple[str, notes.Key]]:
    """Address and key of each witness, one a line; ValueError for a line that is not both."""
    found = []
    for line in filter(None, (one.strip() for one in text.splitlines())):
        address, _space, key = line.partition(" ")
        http.check(address)
        found.append((address, notes.key_of(key)))
    return found


def _witness(inside: Inside, address: str, witness: notes.Key, size: int, note: str) -> None:
    """Ask one witness to sign the head (C2SP `tlog-witness`), once a head; what it says is kept."""
    name = witness.text()
    with inside() as connection:
        asked = connection.execute(
            "SELECT max(size), max(size) FILTER (WHERE line <> '') FROM notary_cosignature WHERE witness = %s", [name]
        ).fetchone()
    last, signed = asked or (None, None)
    if last == size:
        return
    line, problem = "", ""
    try:
        answer = _ask(inside, address, signed or 0, size, note)
        if answer.status == 409 and answer.body.strip().isdigit():
            answer = _ask(inside, address, int(answer.body), size, note)
        line = answer.body.decode("utf-8", "replace") if answer.status == 200 else ""
        if not line or not notes.is_signed_by(f"{note}{line}", witness, is_signed):
            line, problem = "", f"answer {answer.status} is no signature of this witness"
    except (http.Refused, http.Unsent, http.Unanswered, Blocked, ValueError) as error:
        problem = str(error)[:300]
    if problem:
        log.warning("audit.not_witnessed", witness=witness.name, error=problem)
    with inside() as connection:
        connection.execute(
            "INSERT INTO notary_cosignature (id, size, witness, line, problem, at)"
            " VALUES (uuidv7(), %s, %s, %s, %s, clock_timestamp()) ON CONFLICT DO NOTHING",
            [size, name, line, problem],
        )


def _ask(inside: Inside, address: str, old: int, size: int, note: str) -> http.Answer:
    proof = ""
    if 0 < old <= size:
        with inside() as connection:
            hashes = [
                hash_of_range(first, last, fetch_with(connection)) for first, last in consistency_ranges(old, size)
            ]
        proof = "".join(f"{base64.b64encode(one).decode()}\n" for one in hashes)
    body = f"old {old}\n{proof}\n{note}".encode()
    return http.send("POST", address, WITNESS, headers={"Content-Type": "text/plain"}, body=body)


def fetch_with(connection: psycopg.Connection[Any]) -> Callable[[int, int, int], list[bytes]]:
    """Stored hashes, by a connection inside the schema."""

    def fetch(level: int, first: int, count: int) -> list[bytes]:
        if level == 0:
            return [row[0] for row in connection.execute(LEAVES, [first, first + count])]
        sql = "SELECT hash FROM notary_node WHERE level = %s AND place >= %s AND place < %s ORDER BY place"
        return [row[0] for row in connection.execute(sql, [level, first, first + count])]

    return fetch
