"""The verifier names whatever is changed, missing, put in or moved in an export of the log, by its number."""

import json
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from random import Random

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from shared_apps.crypto.signing import FileSigner
from shared_apps.foundation import canonical
from shared_apps.notary.decisions import notes
from shared_apps.notary.decisions.tree import Frontier, hash_of_range, inclusion_ranges, leaf_hash
from tests.sdk.test_kontor_verify import FILE, verifier

SEED = 20261127
SIZE = 300
ORIGIN = "kontor.eu/log/one"


@dataclass
class Made:
    """A log of `SIZE` records and its signer."""

    signer: FileSigner
    texts: list[str]

    @property
    def key(self) -> notes.Key:
        return notes.Key("kontor.eu/log", self.signer.public())

    @property
    def leaves(self) -> list[bytes]:
        return [leaf_hash(text.encode()) for text in self.texts]

    def head(self, size: int = SIZE) -> str:
        tree = Frontier()
        for leaf in self.leaves[:size]:
            tree.append(leaf)
        head = notes.Checkpoint(ORIGIN, size, tree.root())
        return notes.signed(head, self.key, self.signer.sign(head.text().encode()))

    def first(self, kind: str) -> str:
        told = {
            "checkpoint": self.head(), "cosignatures": [], "format": "kontor-log/1", "key": self.key.text(),
            "kind": kind, "log": "one", "origin": ORIGIN, "size": SIZE,
        }  # fmt: skip
        return canonical.dumps(told).decode()

    def whole(self) -> list[str]:
        rows = enumerate(zip(self.leaves, self.texts, strict=True))
        return [
            self.first("whole"),
            *(f'{{"leaf":"{leaf.hex()}","record":{text},"seq":{seq}}}' for seq, (leaf, text) in rows),
        ]

    def part(self, *seqs: int) -> list[str]:
        leaves = self.leaves
        nodes = Frontier()
        for leaf in leaves:
            nodes.append(leaf)
        stored = {(level, place): found for level, place, found in nodes.nodes}

        def fetch(level: int, first: int, count: int) -> list[bytes]:
            return leaves[first : first + count] if level == 0 else [stored[level, first + at] for at in range(count)]

        lines = [self.first("part")]
        for seq in seqs:
            proof = ",".join(f'"{hash_of_range(*one, fetch).hex()}"' for one in inclusion_ranges(seq, SIZE))
            text = f'"record":{self.texts[seq]},"seq":{seq}}}'
            lines.append(f'{{"leaf":"{leaves[seq].hex()}","proof":[{proof}],{text}')
        return lines


@pytest.fixture
def made(tmp_path: Path) -> Made:
    texts = [
        canonical.dumps({"action": "orders.place_order", "facts": f'{{"n": {n}}}', "log": "one", "reason": "Größe"})
        for n in range(SIZE)
    ]
    return Made(FileSigner(tmp_path, "eu", "log"), [text.decode() for text in texts])


def told(lines: list[str], **more: object) -> list[tuple[str, str]]:
    return told_of("".join(f"{line}\n" for line in lines).encode(), **more)


def told_of(data: bytes, **more: object) -> list[tuple[str, str]]:
    try:
        return list(verifier.verify_log(data.splitlines(keepends=True), **more)[0])
    except verifier.Unreadable as error:
        return [("file", str(error))]


def places(found: list[tuple[str, str]]) -> list[str]:
    return [where for where, _what in found]


def test_a_log_that_is_as_it_was_sealed_holds(made: Made) -> None:
    assert told(made.whole(), key=made.key.text(), earlier=[made.head(1), made.head(256)]) == []
    assert told(made.part(0, 7, 255, 256, 299), key=made.key.text()) == []
    assert told(made.whole(), leaves=b"".join(made.leaves)) == []


@pytest.mark.parametrize("kind", ["whole", "part"])
def test_every_flipped_byte_of_a_record_is_named_by_the_record(made: Made, kind: str) -> None:
    """One bit at random of 100 bytes of the line of record 130, and of one byte of 60 other lines."""
    chance = Random(SEED)
    lines = [line.encode() for line in (made.whole() if kind == "whole" else made.part(*range(SIZE)))]
    trials = [(131, at) for at in chance.sample(range(len(lines[131])), 100)]
    trials += [(row, chance.randrange(len(lines[row]))) for row in chance.sample(range(1, SIZE + 1), 60)]
    for row, at in trials:
        changed = bytearray(lines[row])
        changed[at] ^= 1 << chance.randrange(8)
        found = told_of(b"".join(bytes(changed if n == row else line) + b"\n" for n, line in enumerate(lines)))
        named = f"no. {row - 1}" if kind == "whole" else f"line {row + 1}"
        assert any(named in where for where in places(found)), f"row {row}, byte {at} ({lines[row][at]:c}): {found}"


def test_every_flipped_byte_of_the_head_is_noticed(made: Made) -> None:
    chance = Random(SEED)
    first, *others = made.whole()
    rest = "".join(f"{line}\n" for line in others).encode()
    for at in range(len(first.encode())):
        changed = bytearray(first.encode())
        changed[at] ^= 1 << chance.randrange(8)
        assert told_of(bytes(changed) + b"\n" + rest, key=made.key.text()), f"byte {at}"


def test_what_is_missing_put_in_or_moved_is_named(made: Made) -> None:
    lines = made.whole()
    assert places(told([*lines[:43], *lines[44:]])) == ["record no. 42"]
    assert places(told([*lines[:43], *lines[60:]])) == ["record no. 42 to 58"]
    assert places(told(lines[:-2])) == ["record no. 298 to 299"]
    assert places(told([*lines[:44], lines[43], *lines[44:]])) == ["record no. 42"]
    moved = [*lines[:43], lines[44], lines[43], *lines[45:]]
    assert "record no. 42" in places(told(moved))
    assert "record no. 300" in places(told([*lines, lines[1].replace('"seq":0', '"seq":300')]))


def rewritten(made: Made, seq: int) -> Made:
    """The log with a record that was changed together with its hash, under the old head."""
    texts = [*made.texts]
    texts[seq] = texts[seq].replace("place_order", "place_otter")
    other = Made(made.signer, texts)
    other.head = made.head  # type: ignore[method-assign]
    return other


def test_a_record_that_was_rewritten_with_its_hash_is_found(made: Made) -> None:
    forged = rewritten(made, 42)
    assert places(told(forged.whole())) == ["log"]
    assert places(told(forged.whole(), leaves=b"".join(made.leaves)))[0] == "record no. 42"
    heads = [made.head(size) for size in (40, 50, 200)]
    assert places(told(forged.whole(), earlier=heads)) == ["record no. 40 to 49"]
    assert places(told(forged.part(42))) == ["record no. 42, line 2"]


def test_a_log_rewritten_and_signed_anew_does_not_go_on_from_what_was_seen(made: Made) -> None:
    texts = [*made.texts]
    texts[42] = texts[42].replace("place_order", "place_otter")
    forged = Made(made.signer, texts)
    assert told(forged.whole()) == []
    assert places(told(forged.whole(), earlier=[made.head(100)])) == ["record no. 0 to 99"]


def test_another_key_or_log_is_not_taken(made: Made, tmp_path: Path) -> None:
    other = notes.Key("kontor.eu/log", FileSigner(tmp_path, "cn", "log").public())
    assert told(made.whole(), key=other.text())
    head = made.head().replace("log/one", "log/two")
    assert told(made.whole(), earlier=[head])


def test_signatures_are_checked_as_the_library_does() -> None:
    chance = Random(SEED)
    for _ in range(20):
        key, message = Ed25519PrivateKey.from_private_bytes(chance.randbytes(32)), chance.randbytes(50)
        public, signature = key.public_key().public_bytes_raw(), bytearray(key.sign(message))
        assert verifier.is_signed(public, bytes(signature), message)
        signature[chance.randrange(64)] ^= 1
        assert not verifier.is_signed(public, bytes(signature), message)


@pytest.fixture
def run_it(tmp_path: Path) -> Callable[..., subprocess.CompletedProcess[str]]:
    def run(lines: list[str], *words: str) -> subprocess.CompletedProcess[str]:
        file = tmp_path / "log.jsonl"
        file.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
        return subprocess.run(
            [sys.executable, "-I", str(FILE), str(file), *words], capture_output=True, text=True, check=False
        )

    return run


def test_it_runs_alone(made: Made, run_it: Callable[..., subprocess.CompletedProcess[str]]) -> None:
    good = run_it(made.whole(), "--key", made.key.text())
    assert (good.returncode, "The file holds" in good.stdout) == (0, True), good.stderr
    lines = made.whole()
    lines[5] = lines[5].replace("orders.", "orderz.")
    bad = run_it(lines, "--json")
    assert bad.returncode == 1
    assert [one["where"] for one in json.loads(bad.stdout)["findings"]] == ["record no. 4"]
