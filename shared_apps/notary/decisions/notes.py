"""Checkpoints as signed notes (C2SP `signed-note` and `tlog-checkpoint`), and the keys that sign them.

A note is text, an empty line, and a line for each signature: em dash, name, base64 of four bytes that tell the key and
the signature. Ed25519 itself is asked for by a function, so that this needs no library.
"""

import base64
import binascii
import hashlib
import re
from collections.abc import Callable
from dataclasses import dataclass

ED25519 = 0x01
# A witness signs the checkpoint together with the time at which it saw it (C2SP `tlog-cosignature`).
COSIGNATURE = 0x04
_NAME = re.compile(r"[^\s+]{1,200}")
_LINE = re.compile(r"— (?P<name>[^\s+]+) (?P<signature>[A-Za-z0-9+/]+={0,2})")
Verify = Callable[[bytes, bytes, bytes], bool]


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """The head of a log: its name, how many leaves it has, the root over them."""

    origin: str
    size: int
    root: bytes

    def text(self) -> str:
        """What is signed."""
        return f"{self.origin}\n{self.size}\n{base64.b64encode(self.root).decode()}\n"


@dataclass(frozen=True, slots=True)
class Key:
    """Who may sign: a name without spaces, the kind of signature, 32 bytes of Ed25519."""

    name: str
    public: bytes
    kind: int = ED25519

    @property
    def id(self) -> bytes:
        """Four bytes that tell the key."""
        return hashlib.sha256(f"{self.name}\n".encode() + bytes([self.kind]) + self.public).digest()[:4]

    def text(self) -> str:
        """The key as people pass it on: `name+id+base64`."""
        return f"{self.name}+{self.id.hex()}+{base64.b64encode(bytes([self.kind]) + self.public).decode()}"


def key_of(text: str) -> Key:
    """The key of its text; ValueError for a text that is none."""
    name, _plus, rest = text.strip().partition("+")
    told, _plus, coded = rest.partition("+")
    try:
        body = base64.b64decode(coded, validate=True)
        key = Key(name, body[1:], body[0])
        if not _NAME.fullmatch(name) or len(body) != 33 or key.id.hex() != told:
            raise ValueError
    except (binascii.Error, ValueError, IndexError) as error:
        raise ValueError("this is not a key of a log or witness") from error
    return key


def signed(checkpoint: Checkpoint, key: Key, signature: bytes) -> str:
    """The note of a checkpoint with its log's signature."""
    return f"{checkpoint.text()}\n{signature_line(key, signature)}"


def signature_line(key: Key, signature: bytes) -> str:
    return f"— {key.name} {base64.b64encode(key.id + signature).decode()}\n"


def read(note: str) -> tuple[Checkpoint, list[tuple[str, bytes]]]:
    """Checkpoint and signatures of a note; ValueError where it is not one."""
    text, gap, lines = note.partition("\n\n")
    parts = text.split("\n")
    signatures = []
    for line in lines.splitlines():
        found = _LINE.fullmatch(line)
        if found is None:
            raise ValueError("a signature line is not one")
        signatures.append((found["name"], base64.b64decode(found["signature"], validate=True)))
    if not gap or len(parts) != 3 or not parts[0] or not re.fullmatch(r"0|[1-9][0-9]{0,17}", parts[1]):
        raise ValueError("this is not a checkpoint")
    root = base64.b64decode(parts[2], validate=True)
    if len(root) != 32 or base64.b64encode(root).decode() != parts[2]:
        raise ValueError("the root is not 32 bytes")
    return Checkpoint(parts[0], int(parts[1]), root), signatures


def is_signed_by(note: str, key: Key, verify: Verify) -> bool:
    """Whether the note carries a good signature of the key. `verify(public, signature, message)`."""
    try:
        checkpoint, signatures = read(note)
    except ValueError:
        return False
    for name, body in signatures:
        if name != key.name or body[:4] != key.id:
            continue
        if key.kind == COSIGNATURE and len(body) == 76:
            seen = int.from_bytes(body[4:12], "big")
            return verify(key.public, body[12:], cosigned(checkpoint, seen))
        if key.kind == ED25519:
            return verify(key.public, body[4:], checkpoint.text().encode())
    return False


def cosigned(checkpoint: Checkpoint, seen_s: int) -> bytes:
    """What a witness signs: when it saw the checkpoint, in seconds since 1970, and the checkpoint."""
    return f"cosignature/v1\ntime {seen_s}\n{checkpoint.text()}".encode()
