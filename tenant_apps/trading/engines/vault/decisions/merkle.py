"""The commitment root: a hash tree as RFC 6962 has it, with proofs that a bid is in it."""

import hashlib
from collections.abc import Sequence

EMPTY = hashlib.sha256(b"").digest()


def leaf_hash(entry: bytes) -> bytes:
    return hashlib.sha256(b"\x00" + entry).digest()


def _node(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(b"\x01" + left + right).digest()


def _split(count: int) -> int:
    """The largest power of two below `count`."""
    return 1 << (count - 1).bit_length() - 1


def root(entries: Sequence[bytes]) -> bytes:
    """The tree's head; of no entries, the hash of nothing."""
    if not entries:
        return EMPTY
    if len(entries) == 1:
        return leaf_hash(entries[0])
    cut = _split(len(entries))
    return _node(root(entries[:cut]), root(entries[cut:]))


def proof(entries: Sequence[bytes], at: int) -> tuple[bytes, ...]:
    """The hashes that lead from entry `at` to the root, nearest first."""
    if len(entries) <= 1:
        return ()
    cut = _split(len(entries))
    if at < cut:
        return (*proof(entries[:cut], at), root(entries[cut:]))
    return (*proof(entries[cut:], at - cut), root(entries[:cut]))


def leads_to(entry: bytes, at: int, count: int, path: Sequence[bytes], head: bytes) -> bool:
    """Whether the proof holds: the entry is number `at` of `count` under this root."""
    if not 0 <= at < count:
        return False
    sides: list[bool] = []  # whether the other hash stands to the left, from the root down
    place, size = at, count
    while size > 1:
        cut = _split(size)
        sides.append(place >= cut)
        place, size = (place - cut, size - cut) if place >= cut else (place, cut)
    if len(sides) != len(path):
        return False
    found = leaf_hash(entry)
    for is_left, other in zip(reversed(sides), path, strict=True):
        found = _node(other, found) if is_left else _node(found, other)
    return found == head
