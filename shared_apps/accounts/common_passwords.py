"""Whether a password is one that many people choose, or that became known: looked up in a table of digests.

The table (`data/security/common_passwords.bin`, its making beside it) is mapped, not read: a look-up touches two pages
of it. One password in a million that nobody knows is taken for a common one.
"""

import hashlib
import mmap
from bisect import bisect_left
from collections.abc import Sequence
from functools import lru_cache
from typing import overload

from django.conf import settings

BUCKETS = 65_536
START_BYTES, ENTRY_BYTES = 4, 3
HEAD = (BUCKETS + 1) * START_BYTES


class _Entries(Sequence[bytes]):
    """The entries of one bucket, in order."""

    def __init__(self, table: mmap.mmap, first: int, last: int) -> None:
        self.table, self.first, self.last = table, first, last

    def __len__(self) -> int:
        return self.last - self.first

    @overload
    def __getitem__(self, place: int) -> bytes: ...
    @overload
    def __getitem__(self, place: slice) -> Sequence[bytes]: ...
    def __getitem__(self, place: int | slice) -> bytes | Sequence[bytes]:
        if isinstance(place, slice):
            return [self[one] for one in range(*place.indices(len(self)))]
        at = HEAD + (self.first + place) * ENTRY_BYTES
        return self.table[at : at + ENTRY_BYTES]


def is_common(password: str) -> bool:
    """Whether the table has it, whatever the case of its letters."""
    digest = hashlib.sha256(password.casefold().encode("utf-8", "surrogatepass")).digest()
    table, bucket = _table(), int.from_bytes(digest[:2], "big")
    entries = _Entries(table, _start(table, bucket), _start(table, bucket + 1))
    place = bisect_left(entries, digest[2:5])
    return place < len(entries) and entries[place] == digest[2:5]


def known() -> int:
    """How many passwords the table has."""
    return _start(_table(), BUCKETS)


@lru_cache(maxsize=1)
def _table() -> mmap.mmap:
    with (settings.BASE_DIR / "data" / "security" / "common_passwords.bin").open("rb") as file:
        return mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)


def _start(table: mmap.mmap, bucket: int) -> int:
    at = bucket * START_BYTES
    return int.from_bytes(table[at : at + START_BYTES], "little")
