"""The Merkle tree of RFC 9162 (2.1), as it grows and as it is proved.

A tree of n leaves is told by its frontier: the roots of the complete subtrees that n is made of, largest first. Proofs
name ranges of leaves; the hash of each is put together from stored ones. Levels count from the leaves; a hash is stored
for every complete subtree at a multiple of `STEP` levels, so a tree costs one hash in 256 on top of its leaves.
"""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

STEP = 8
EMPTY_ROOT = hashlib.sha256(b"").digest()
Range = tuple[int, int]
# `fetch(level, first, count)`: stored hashes of neighbouring subtrees; level 0 are leaves.
Fetch = Callable[[int, int, int], Sequence[bytes]]


def leaf_hash(data: bytes) -> bytes:
    return hashlib.sha256(b"\x00" + data).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(b"\x01" + left + right).digest()


@dataclass(slots=True)
class Frontier:
    """A tree that grows. `nodes` are the hashes to store that `append` came upon: level, place, hash."""

    size: int = 0
    hashes: list[bytes] = field(default_factory=list)
    nodes: list[tuple[int, int, bytes]] = field(default_factory=list)

    def append(self, leaf: bytes) -> None:
        """Add one leaf hash."""
        self.hashes.append(leaf)
        self.size += 1
        place, level = self.size, 0
        while not place & 1:
            right = self.hashes.pop()
            self.hashes[-1] = node_hash(self.hashes[-1], right)
            place, level = place >> 1, level + 1
            if not level % STEP:
                self.nodes.append((level, place - 1, self.hashes[-1]))

    def root(self) -> bytes:
        """The hash of the whole tree."""
        return folded(self.hashes)


def folded(hashes: Sequence[bytes]) -> bytes:
    """The root of a tree, given its frontier."""
    if not hashes:
        return EMPTY_ROOT
    *others, found = hashes
    for left in reversed(others):
        found = node_hash(left, found)
    return found


def _split(size: int) -> int:
    """The largest power of two below `size`."""
    return 1 << (size - 1).bit_length() - 1


def inclusion_ranges(place: int, size: int) -> list[Range]:
    """Ranges whose hashes prove that leaf `place` is in the tree of `size`, in the order of RFC 9162, 2.1.3.1."""
    if not 0 <= place < size:
        raise ValueError(f"a tree of {size} has no leaf {place}")
    found: list[Range] = []
    first, last = 0, size
    while last - first > 1:
        middle = first + _split(last - first)
        if place < middle:
            found.append((middle, last))
            last = middle
        else:
            found.append((first, middle))
            first = middle
    return found[::-1]


def consistency_ranges(old: int, new: int) -> list[Range]:
    """Ranges whose hashes prove that the tree of `old` begins the tree of `new` (RFC 9162, 2.1.4.1)."""
    if not 0 < old <= new:
        raise ValueError(f"a tree of {new} does not go on from one of {old}")
    found: list[Range] = []
    first, last, is_whole = 0, new, True
    while old != last:
        middle = first + _split(last - first)
        if old <= middle:
            found.append((middle, last))
            last = middle
        else:
            found.append((first, middle))
            first, is_whole = middle, False
    if not is_whole:
        found.append((first, last))
    return found[::-1]


def subtrees_of(first: int, last: int) -> list[tuple[int, int]]:
    """The complete subtrees a range is made of, largest first: level and place. `first` is aligned, as in proofs."""
    found = []
    while first < last:
        level = (last - first).bit_length() - 1
        found.append((level, first >> level))
        first += 1 << level
    return found


def hash_of_range(first: int, last: int, fetch: Fetch) -> bytes:
    """The hash of a range that a proof names."""
    return folded([_subtree(level, place, fetch) for level, place in subtrees_of(first, last)])


def _subtree(level: int, place: int, fetch: Fetch) -> bytes:
    stored = level - level % STEP
    count = 1 << level - stored
    hashes = list(fetch(stored, place * count, count))
    if len(hashes) != count:
        raise LookupError(f"hashes of level {stored} from {place * count} on are missing")
    while len(hashes) > 1:
        hashes = [node_hash(*pair) for pair in zip(hashes[::2], hashes[1::2], strict=True)]
    return hashes[0]


def inclusion_root(place: int, size: int, leaf: bytes, proof: Sequence[bytes]) -> bytes | None:
    """The root that a proof leads to (RFC 9162, 2.1.3.2); None for a proof of the wrong length."""
    if not 0 <= place < size:
        return None
    at, last, found, steps = place, size - 1, leaf, list(proof)
    while last:
        if at & 1 or at == last:
            if not steps:
                return None
            found = node_hash(steps.pop(0), found)
            while not at & 1 and at:
                at, last = at >> 1, last >> 1
        else:
            if not steps:
                return None
            found = node_hash(found, steps.pop(0))
        at, last = at >> 1, last >> 1
    return None if steps else found


def is_consistent(old: int, new: int, old_root: bytes, new_root: bytes, proof: Sequence[bytes]) -> bool:
    """Whether a proof shows that the tree of `old` begins the tree of `new` (RFC 9162, 2.1.4.2)."""
    if not 0 < old <= new:
        return False
    if old == new:
        return not proof and old_root == new_root
    steps = list(proof)
    if not old & old - 1:
        steps.insert(0, old_root)
    if not steps:
        return False
    at, last = old - 1, new - 1
    while at & 1:
        at, last = at >> 1, last >> 1
    before = after = steps.pop(0)
    for one in steps:
        if not last:
            return False
        if at & 1 or at == last:
            before, after = node_hash(one, before), node_hash(one, after)
            while not at & 1 and at:
                at, last = at >> 1, last >> 1
        else:
            after = node_hash(after, one)
        at, last = at >> 1, last >> 1
    return not last and (before, after) == (old_root, new_root)
