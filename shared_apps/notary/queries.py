"""Read the log of the scope: heads and proofs."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from uuid import UUID

from django.db.models import Max

from shared_apps.notary.decisions.tree import STEP, Fetch, consistency_ranges, hash_of_range, inclusion_ranges
from shared_apps.notary.models import Checkpoint, Cosignature, Leaf, Node, Tree
from shared_apps.tenancy import scope
from shared_apps.tenancy.refs import Ref, TenantRef

TILE = 1 << STEP
# Tiles of one reading: enough for the proofs of a page of neighbours, and no more than a MiB.
TILES_KEPT = 128


@dataclass(frozen=True, slots=True)
class Head:
    """A signed head: `note` is the checkpoint with its signature, `key` what checks it."""

    size: int
    root: bytes
    note: str
    key: str
    at: datetime
    is_published: bool


def log_id(ref: Ref) -> str:
    """The id of a log: that of its marketplace, or `control`."""
    return str(ref.id) if isinstance(ref, TenantRef) else "control"


def origin_of(ref: Ref) -> str:
    """The first line of a log's checkpoints."""
    region = ref.region if isinstance(ref, TenantRef) else "control"
    return f"kontor.{region}/log/{log_id(ref)}"


def head(size: int | None = None) -> Head | None:
    """The newest head, or the first with at least so many leaves; None where there is none."""
    rows = Checkpoint.objects.order_by("-size") if size is None else Checkpoint.objects.order_by("size")
    if size is not None:
        rows = rows.filter(size__gte=size)
    return _head(rows.first())


def head_at(size: int) -> Head | None:
    """The head with exactly so many leaves; None where none was signed."""
    return _head(Checkpoint.objects.filter(size=size).first())


def _head(row: Checkpoint | None) -> Head | None:
    if row is None:
        return None
    published = Tree.objects.values_list("published_size", flat=True).first() or 0
    return Head(row.size, bytes(row.root), row.note, row.key, row.at, row.size <= published)


def cosignatures(size: int) -> list[str]:
    """Signature lines of witnesses under the head of this size."""
    rows = Cosignature.objects.filter(size=size).exclude(line="")
    return list(rows.order_by("witness").values_list("line", flat=True))


def cosigned_heads(size: int) -> list[Head]:
    """The newest head of at most so many leaves that each witness signed, each head once."""
    signed = Cosignature.objects.filter(size__lte=size).exclude(line="")
    sizes = {last for _witness, last in signed.values_list("witness").annotate(last=Max("size")).order_by()}
    return [found for one in sorted(sizes) if (found := head_at(one)) is not None]


def places(entries: Iterable[UUID]) -> Mapping[UUID, tuple[int, bytes]]:
    """Number and leaf of entries; those that wait are not among them."""
    rows = Leaf.objects.filter(entry_id__in=list(entries)).values_list("entry_id", "seq", "hash")
    return {entry_id: (seq, bytes(leaf)) for entry_id, seq, leaf in rows}


def inclusion_proofs(seqs: Iterable[int], size: int) -> list[list[bytes]]:
    """For each leaf what proves that it is in the tree of `size`."""
    fetch = reading()
    return [[hash_of_range(*one, fetch) for one in inclusion_ranges(seq, size)] for seq in seqs]


def consistency_proof(old: int, new: int) -> list[bytes]:
    """What proves that the tree of `new` goes on from that of `old`; ValueError where it cannot."""
    fetch = reading()
    return [hash_of_range(*one, fetch) for one in consistency_ranges(old, new)]


def reading() -> Fetch:
    """Stored hashes of the scope, read by tiles of 256 and remembered for as long as the function lives."""
    scope.current()

    @lru_cache(maxsize=TILES_KEPT)
    def tile(level: int, number: int) -> list[bytes]:
        first, last = number * TILE, (number + 1) * TILE
        if level == 0:
            leaves = Leaf.objects.filter(seq__gte=first, seq__lt=last).order_by("seq")
            return [bytes(one) for one in leaves.values_list("hash", flat=True)]
        nodes = Node.objects.filter(level=level, place__gte=first, place__lt=last).order_by("place")
        return [bytes(one) for one in nodes.values_list("hash", flat=True)]

    return _by_tiles(tile)


def _by_tiles(tile: Callable[[int, int], list[bytes]]) -> Fetch:
    def fetch(level: int, first: int, count: int) -> list[bytes]:
        number, at = divmod(first, TILE)
        return tile(level, number)[at : at + count]

    return fetch
