"""Identifiers. All primary keys are UUIDv7, made by us before the row exists.

Made in the process and not by the database, so that a client may retry with the same id and so that encrypted
fields can bind to their row before it is saved.
"""

import os
import re
import time
import uuid
from datetime import UTC, datetime, timedelta
from threading import Lock

_PLAIN = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_lock = Lock()
_last = 0
# Random bits are asked for from the kernel many at a time; a child process must not go on with those of its parent.
_RANDOM = 8 * 128
_random = b""
_used = 0


def uuid7() -> uuid.UUID:
    """Return a UUIDv7 (RFC 9562, section 5.7); strictly increasing within a process.

    The 48-bit millisecond clock is followed by a 12-bit counter in `rand_a` taken from the sub-millisecond part,
    so that rows made in one process sort in the order they were made.
    """
    return uuid.UUID(int=_next())


def uuid7_text() -> str:
    """The same as text: four times as fast where nothing but text is needed."""
    found = f"{_next():032x}"
    return f"{found[:8]}-{found[8:12]}-{found[12:16]}-{found[16:20]}-{found[20:]}"


def _next() -> int:
    global _last, _random, _used
    with _lock:
        ticks = time.time_ns() * 4096 // 1_000_000
        if ticks <= _last:
            ticks = _last + 1
        _last = ticks
        if _used >= len(_random):
            _random, _used = os.urandom(_RANDOM), 0
        tail = int.from_bytes(_random[_used : _used + 8], "big") & 0x3FFF_FFFF_FFFF_FFFF
        _used += 8
    millis, fraction = divmod(ticks, 4096)
    return (millis & 0xFFFF_FFFF_FFFF) << 80 | 0x7 << 76 | fraction << 64 | 0b10 << 62 | tail


def _forget() -> None:
    global _lock, _random, _used
    _lock, _random, _used = Lock(), b"", 0


os.register_at_fork(after_in_child=_forget)


def is_uuid(text: str) -> bool:
    """Whether a text is the usual spelling of an id."""
    return _PLAIN.fullmatch(text) is not None


def lowest_of(at: datetime) -> uuid.UUID:
    """The smallest UUIDv7 of a moment: rows with smaller keys are older, which the primary key's index can tell."""
    millis = int(at.timestamp() * 1000)
    return uuid.UUID(int=(millis & 0xFFFF_FFFF_FFFF) << 80 | 0x7 << 76 | 0b10 << 62)


def moment_of(key: uuid.UUID) -> datetime:
    """When a UUIDv7 was made, to the millisecond."""
    return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(milliseconds=key.int >> 80)
