"""Checkpoints are notes as other logs write them; what is not, or is signed by somebody else, is not taken."""

from hashlib import sha256
from pathlib import Path

import pytest

from shared_apps.crypto.signing import FileSigner, is_signed
from shared_apps.notary.decisions import notes

HEAD = notes.Checkpoint("kontor.eu/log/1", 7, sha256(b"root").digest())


@pytest.fixture
def signer(tmp_path: Path) -> FileSigner:
    return FileSigner(tmp_path, "eu", "log")


def test_a_note_carries_head_and_signature(signer: FileSigner) -> None:
    key = notes.Key("kontor.eu/log", signer.public())
    note = notes.signed(HEAD, key, signer.sign(HEAD.text().encode()))
    assert notes.read(note)[0] == HEAD
    assert note.startswith("kontor.eu/log/1\n7\n") and note.count("\n\n— kontor.eu/log ") == 1
    assert notes.is_signed_by(note, notes.key_of(key.text()), is_signed)


def test_another_key_or_another_head_is_not_signed(signer: FileSigner, tmp_path: Path) -> None:
    key = notes.Key("kontor.eu/log", signer.public())
    note = notes.signed(HEAD, key, signer.sign(HEAD.text().encode()))
    other = notes.Key("kontor.eu/log", FileSigner(tmp_path, "cn", "log").public())
    assert not notes.is_signed_by(note, other, is_signed)
    assert not notes.is_signed_by(note.replace("\n7\n", "\n8\n"), key, is_signed)


def test_a_witness_signs_with_the_time(signer: FileSigner) -> None:
    key = notes.Key("witness.example", signer.public(), notes.COSIGNATURE)
    body = (1_700_000_000).to_bytes(8, "big") + signer.sign(notes.cosigned(HEAD, 1_700_000_000))
    note = f"{HEAD.text()}\n{notes.signature_line(key, body)}"
    assert notes.is_signed_by(note, key, is_signed)
    moved = (1_700_000_001).to_bytes(8, "big") + body[8:]
    assert not notes.is_signed_by(f"{HEAD.text()}\n{notes.signature_line(key, moved)}", key, is_signed)


@pytest.mark.parametrize("text", ["", "a\n1\n", "a\n01\nAAAA\n\n", "a\n1\nAAAA\n\n— x y\n", "a\n1\n!!\n\n"])
def test_what_is_no_checkpoint_is_refused(text: str) -> None:
    with pytest.raises(ValueError):
        notes.read(text)


@pytest.mark.parametrize("text", ["", "name", "name+00000000+AAAA", "a b+00000000+" + "A" * 44])
def test_what_is_no_key_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="not a key"):
        notes.key_of(text)


def test_two_processes_make_one_key(tmp_path: Path) -> None:
    one, two = FileSigner(tmp_path, "eu", "log"), FileSigner(tmp_path, "eu", "log")
    one._make()
    two._make()
    assert one.public() == two.public()
    assert FileSigner(tmp_path, "eu", "witness").public() != one.public()
