"""A witness of the logs of other regions: a key of its own, the last head of each log in a folder, a small server.

It needs no database and knows nothing but heads. A head is on the disk before its signature leaves, so a witness that
is killed has never signed what it does not remember. Put it behind a proxy that ends TLS; it listens on the loopback.
"""

import fcntl
import hashlib
import json
import os
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import structlog

from shared_apps.crypto.signing import FileSigner, is_signed
from shared_apps.notary.decisions import notes
from shared_apps.notary.decisions.witnessing import MOST_BYTES, Asked, judge, key_for, read

log = structlog.get_logger(__name__)

PATH = "/add-checkpoint"
TIMEOUT_S = 10.0
# Of heads that were refused as a split view, kept as evidence; a log that sends more fills no disk.
MOST_SPLITS = 100


class Witness:
    """Signs heads of the logs whose keys it was given. `now` is the clock in seconds since 1970."""

    def __init__(
        self, folder: Path, name: str, logs: Sequence[notes.Key], now: Callable[[], float] = time.time
    ) -> None:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        self.folder, self.logs, self.now = folder, tuple(logs), now
        self._signer = FileSigner(folder, name, "witness")
        self.key = notes.Key(name, self._signer.public(), notes.COSIGNATURE)

    def answer(self, body: bytes) -> tuple[int, str, str]:
        """Status, type and text of the answer to a request."""
        try:
            asked = read(body)
        except ValueError as error:
            return 400, "text/plain; charset=utf-8", f"{error}\n"
        place = self.folder / hashlib.sha256(asked.head.origin.encode()).hexdigest()
        with self._locked():
            seen = self._seen(place)
            verdict = judge(asked, key_for(asked.head.origin, self.logs), seen, is_signed)
            if verdict.status == 200:
                self._keep(place, asked)
                return 200, "text/plain; charset=utf-8", self._signed(asked.head)
            if verdict.is_split:
                self._keep_split(place, asked)
        if verdict.status == 409:
            return 409, "text/x.tlog.size", f"{seen.size if seen else 0}\n"
        return verdict.status, "text/plain; charset=utf-8", f"{verdict.why}\n"

    def heads(self) -> list[notes.Checkpoint]:
        """The last head of every log that was signed here."""
        found = [self._seen(one) for one in sorted(self.folder.iterdir()) if len(one.name) == 64]
        return [one for one in found if one is not None]

    def splits(self) -> list[str]:
        """Heads that were refused because they tell of another log than the one that was signed."""
        return [one.read_text(encoding="utf-8") for one in sorted(self.folder.glob("*.split-*"))]

    def _signed(self, head: notes.Checkpoint) -> str:
        seen_s = int(self.now())
        return notes.signature_line(
            self.key, seen_s.to_bytes(8, "big") + self._signer.sign(notes.cosigned(head, seen_s))
        )

    def _seen(self, place: Path) -> notes.Checkpoint | None:
        if not place.exists():
            return None
        return notes.read(json.loads(place.read_text(encoding="utf-8"))["note"])[0]

    def _keep(self, place: Path, asked: Asked) -> None:
        _write(place, json.dumps({"note": asked.note, "at": int(self.now())}))

    def _keep_split(self, place: Path, asked: Asked) -> None:
        log.error("notary.split_view", origin=asked.head.origin, size=asked.head.size)
        digest = hashlib.sha256(asked.head.text().encode()).hexdigest()[:16]
        if len(list(self.folder.glob(f"{place.name}.split-*"))) < MOST_SPLITS:
            _write(place.with_name(f"{place.name}.split-{digest}"), asked.note)

    @contextmanager
    def _locked(self) -> Iterator[None]:
        with open(self.folder / "lock", "w") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield


def _write(place: Path, text: str) -> None:
    """Whole or not at all, and on the disk."""
    part = place.with_name(f".{place.name}.part")
    with open(part, "w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    part.replace(place)
    folder = os.open(place.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def server(witness: Witness, port: int) -> ThreadingHTTPServer:
    """A server on the loopback that answers `add-checkpoint` and nothing else; port 0 takes a free one."""

    class Handler(BaseHTTPRequestHandler):
        timeout = TIMEOUT_S
        server_version, sys_version = "kontor-witness", ""

        def do_POST(self) -> None:
            length = self.headers.get("Content-Length", "")
            if self.path != PATH:
                self._say(404, "text/plain; charset=utf-8", "not found\n")
            elif not length.isascii() or not length.isdigit() or int(length) > MOST_BYTES:
                self._say(413, "text/plain; charset=utf-8", "too long\n")
            else:
                self._say(*witness.answer(self.rfile.read(int(length))))

        def _say(self, status: int, kind: str, text: str) -> None:
            body = text.encode()
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: Any) -> None:
            """What was signed stands in the folder."""

    return ThreadingHTTPServer(("127.0.0.1", port), Handler)
