"""What was answered, one JSON line per request, written at once.

A line lost by a crash only means that the request is sent again under the same key. A line that is there was answered
by the server, so the order must exist: that is how a replay proves that nothing acknowledged was lost.
"""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from typing import IO

import msgspec


class Entry(msgspec.Struct, frozen=True, omit_defaults=True):
    """One answer. `code` is empty when it was accepted."""

    key: str
    kind: str
    status: int
    total_minor: int
    code: str = ""
    number: str = ""
    detail: str = ""

    @property
    def accepted(self) -> bool:
        return not self.code


@dataclass
class Journal:
    """Append-only file of entries; the same key never twice."""

    path: Path

    def __post_init__(self) -> None:
        self.path.parent.mkdir(parents=True, exist_ok=True)
        self.entries: dict[str, Entry] = {entry.key: entry for entry in self._read()}
        self._lock = Lock()
        self._file: IO[bytes] = self.path.open("ab")

    def _read(self) -> Iterator[Entry]:
        if not self.path.exists():
            return
        good = 0
        for line in self.path.read_bytes().splitlines(keepends=True):
            try:
                entry = msgspec.json.decode(line, type=Entry)
            except msgspec.MsgspecError:
                break
            if not line.endswith(b"\n"):
                break
            good += len(line)
            yield entry
        if good != self.path.stat().st_size:  # a torn last line of a killed run
            os.truncate(self.path, good)

    def add(self, entry: Entry) -> None:
        with self._lock:
            self.entries[entry.key] = entry
            self._file.write(msgspec.json.encode(entry) + b"\n")
            self._file.flush()

    def close(self) -> None:
        with self._lock:
            self._file.flush()
            os.fsync(self._file.fileno())
            self._file.close()
