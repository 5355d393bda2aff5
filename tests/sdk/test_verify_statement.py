"""The verifier takes a statement of residency as it was signed, and says what was changed."""

import hashlib
import json
from pathlib import Path

import pytest

from shared_apps.crypto.signing import FileSigner
from shared_apps.notary.decisions import notes
from tests.sdk.test_kontor_verify import verifier


def made(folder: Path, **changes: str) -> bytes:
    """A signed statement of one day; `changes` replace a word of the finished file by another."""
    signer = FileSigner(folder, "eu", "log")
    key = notes.Key("kontor.eu/log", signer.public())
    told = {"format": "kontor-residency/1", "region": "eu", "marketplace": "one", "day": "2026-11-27"}
    body = json.dumps(told, separators=(",", ":"))
    head = notes.Checkpoint("kontor.eu/residency/one", 20261127, hashlib.sha256(body.encode()).digest())
    note = notes.signed(head, key, signer.sign(head.text().encode()))
    text = json.dumps({"format": told["format"], "key": key.text(), "note": note, "body": body})
    for before, after in changes.items():
        assert before in text
        text = text.replace(before, after)
    return text.encode()


def test_it_holds_as_it_was_signed(tmp_path: Path) -> None:
    assert verifier.verify_statement(made(tmp_path))[0] == []


@pytest.mark.parametrize("changes", [{"2026-11-27": "2026-11-28"}, {'\\"one\\"': '\\"two\\"'}])
def test_what_was_changed_is_said(tmp_path: Path, changes: dict[str, str]) -> None:
    assert {place for place, _what in verifier.verify_statement(made(tmp_path, **changes))[0]} == {"body", "note"}


def test_a_changed_note_or_another_key_is_unreadable(tmp_path: Path) -> None:
    with pytest.raises(verifier.Unreadable):
        verifier.verify_statement(made(tmp_path, **{"20261127": "20261128"}))
    with pytest.raises(verifier.Unreadable):
        verifier.verify_statement(b"{}")
