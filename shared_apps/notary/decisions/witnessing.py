"""What a witness answers to a request to sign a head (C2SP `tlog-witness`, `add-checkpoint`). Pure.

A witness signs a head of a log only when it goes on from the last head of it that it signed. So two readers who are
shown different logs under one name cannot both have heads with its signature.
"""

import base64
import binascii
import re
from collections.abc import Sequence
from dataclasses import dataclass

from shared_apps.notary.decisions import notes
from shared_apps.notary.decisions.tree import is_consistent

# Of a request: a head and at most 63 hashes; ten times as much as one can need.
MOST_BYTES = 65_536
MOST_STEPS = 63


@dataclass(frozen=True, slots=True)
class Asked:
    """A request: from which size on, by which proof, to which head."""

    old: int
    proof: tuple[bytes, ...]
    note: str
    head: notes.Checkpoint


@dataclass(frozen=True, slots=True)
class Verdict:
    """Status of the answer, 200: sign. `is_split`: the head tells of another log than the one that was signed."""

    status: int
    why: str = ""
    is_split: bool = False


def read(body: bytes) -> Asked:
    """The request in a body; ValueError for what is none."""
    text = body.decode("utf-8")
    top, gap, note = text.partition("\n\n")
    first, *steps = top.split("\n")
    found = re.fullmatch(r"old (0|[1-9][0-9]{0,17})", first)
    if not gap or found is None or len(steps) > MOST_STEPS:
        raise ValueError("this is no request for a signature")
    try:
        proof = tuple(base64.b64decode(one, validate=True) for one in steps)
    except binascii.Error as error:
        raise ValueError("a step of the proof is not base64") from error
    if any(len(one) != 32 for one in proof):
        raise ValueError("a step of the proof is not 32 bytes")
    return Asked(int(found[1]), proof, note, notes.read(note)[0])


def key_for(origin: str, keys: Sequence[notes.Key]) -> notes.Key | None:
    """The key of a region whose logs have this origin: `kontor.eu/log` signs `kontor.eu/log/<id>`."""
    return next((one for one in keys if origin.startswith(f"{one.name}/")), None)


def judge(asked: Asked, key: notes.Key | None, seen: notes.Checkpoint | None, verify: notes.Verify) -> Verdict:
    """`key` is the log's, None for one that is not known here; `seen` is the head of it that was signed last."""
    if key is None:
        return Verdict(404, "this log is not known here")
    if not notes.is_signed_by(asked.note, key, verify):
        return Verdict(403, "the head is not signed by its log")
    size, head = seen.size if seen else 0, asked.head
    if asked.old != size:
        return Verdict(409, "the last head that was signed here has another size")
    if asked.old > head.size or not head.size:
        return Verdict(422 if head.size else 400, "the head is older than the one that was signed")
    if seen is None:
        return Verdict(200) if not asked.proof else Verdict(422, "a first head needs no proof")
    if head.size == size and head.root != seen.root:
        return Verdict(409, "another head of the same size was signed here", is_split=True)
    if not is_consistent(size, head.size, seen.root, head.root, asked.proof):
        return Verdict(422, "the proof does not lead from the head that was signed to this one", is_split=True)
    return Verdict(200)
