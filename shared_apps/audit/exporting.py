"""The log as a file that proves itself: `kontor-log/1`, one JSON line a record; `sdk/verify` reads it.

The first line has the signed head and its key. A whole export has every leaf in order, so that the root can be reckoned
anew; a part has a proof with each record. A record that is not kept any more, or that the reader may not see, is null:
its leaf stays.
"""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import transaction

from shared_apps.audit.rows import CANONICAL_SQL
from shared_apps.notary.models import Leaf
from shared_apps.notary.queries import Head, cosignatures, inclusion_proofs, log_id, origin_of
from shared_apps.tenancy import scope

FORMAT = "kontor-log/1"
BATCH = 2000


@dataclass(frozen=True, slots=True)
class Sealed:
    """A record in the log: its number, leaf, canonical text (None once it is gone), and what proves it in a head."""

    seq: int
    leaf: bytes
    text: str | None
    proof: tuple[bytes, ...] = ()


def header(head: Head, *, whole: bool) -> str:
    """The first line."""
    ref = scope.current()
    told = {
        "checkpoint": head.note, "cosignatures": cosignatures(head.size), "format": FORMAT, "key": head.key,
        "kind": "whole" if whole else "part", "log": log_id(ref), "origin": origin_of(ref), "size": head.size,
    }  # fmt: skip
    return json.dumps(told, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def line(one: Sealed, *, whole: bool) -> str:
    """One record; the canonical text stands in it as it was sealed."""
    proof = "" if whole else '"proof":[' + ",".join(f'"{step.hex()}"' for step in one.proof) + "],"
    return f'{{"leaf":"{one.leaf.hex()}",{proof}"record":{one.text or "null"},"seq":{one.seq}}}'


def whole_file(head: Head) -> Iterator[str]:
    """The lines of the whole log up to a head."""
    yield header(head, whole=True)
    for first in range(0, head.size, BATCH):
        rows = Leaf.objects.filter(seq__gte=first, seq__lt=min(first + BATCH, head.size)).order_by("seq")
        for one in sealed_of(list(rows)):
            yield line(one, whole=True)


def part_file(head: Head, entries: Sequence[UUID]) -> Iterator[str]:
    """The lines of these records, as far as they are under the head, each with its proof."""
    yield header(head, whole=False)
    for at in range(0, len(entries), BATCH):
        rows = Leaf.objects.filter(entry_id__in=entries[at : at + BATCH], seq__lt=head.size).order_by("seq")
        for one in proved(list(rows), head):
            yield line(one, whole=False)


def proved(leaves: Sequence[Leaf], head: Head) -> list[Sealed]:
    """Records with what proves each of them in the head."""
    proofs = inclusion_proofs([leaf.seq for leaf in leaves], head.size)
    found = sealed_of(leaves)
    return [Sealed(one.seq, one.leaf, one.text, tuple(proof)) for one, proof in zip(found, proofs, strict=True)]


def sealed_of(leaves: Sequence[Leaf]) -> list[Sealed]:
    """Records of leaves, in their order, with their canonical text as far as they are kept."""
    texts = _texts([leaf.entry_id for leaf in leaves])
    return [Sealed(leaf.seq, bytes(leaf.hash), texts.get(leaf.entry_id)) for leaf in leaves]


def _texts(entries: Sequence[UUID]) -> dict[Any, str]:
    with transaction.get_connection(scope.alias()).cursor() as cursor:
        cursor.execute(
            f"SELECT r.id, {CANONICAL_SQL} FROM audit_auditrecord r WHERE r.id = ANY(%(ids)s)",
            {"ids": list(entries), "log": log_id(scope.current())},
        )
        return dict(cursor.fetchall())
