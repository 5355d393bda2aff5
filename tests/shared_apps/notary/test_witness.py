"""A witness signs what goes on from what it signed, and keeps what does not as evidence."""

import base64
from collections.abc import Callable
from hashlib import sha256
from io import StringIO
from pathlib import Path
from threading import Thread
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest
from django.core.management import CommandError, call_command

from shared_apps.crypto.signing import FileSigner, is_signed
from shared_apps.notary.decisions import notes
from shared_apps.notary.decisions.tree import Frontier, consistency_ranges, hash_of_range
from shared_apps.notary.witness import PATH, Witness, server

ORIGIN = "kontor.eu/log/1"
Head = tuple[int, bytes, str]


class Log:
    """A log that can tell two stories. `story` is what stands in its leaves from the fifth on."""

    def __init__(self, folder: Path) -> None:
        self.signer = FileSigner(folder, "eu", "log")
        self.key = notes.Key("kontor.eu/log", self.signer.public())

    def leaves(self, size: int, story: str = "one") -> list[bytes]:
        return [sha256(f"{number} {story if number > 4 else ''}".encode()).digest() for number in range(size)]

    def head(self, size: int, story: str = "one", origin: str = ORIGIN) -> str:
        tree = Frontier()
        for leaf in self.leaves(size, story):
            tree.append(leaf)
        head = notes.Checkpoint(origin, size, tree.root())
        return notes.signed(head, self.key, self.signer.sign(head.text().encode()))

    def proof(self, old: int, size: int, story: str = "one") -> list[bytes]:
        leaves = self.leaves(size, story)
        fetch: Callable[[int, int, int], list[bytes]] = lambda _level, first, count: leaves[first : first + count]  # noqa: E731
        return [hash_of_range(first, last, fetch) for first, last in consistency_ranges(old, size)] if old else []

    def request(self, old: int, size: int, story: str = "one") -> bytes:
        steps = "".join(f"{base64.b64encode(one).decode()}\n" for one in self.proof(old, size, story))
        return f"old {old}\n{steps}\n{self.head(size, story)}".encode()


@pytest.fixture
def log(tmp_path: Path) -> Log:
    return Log(tmp_path / "region")


@pytest.fixture
def witness(tmp_path: Path, log: Log) -> Witness:
    return Witness(tmp_path / "witness", "witness.cn", [log.key], now=lambda: 1_700_000_000.0)


@pytest.fixture(autouse=True)
def folders(tmp_path: Path) -> None:
    (tmp_path / "region").mkdir()


def test_it_signs_what_goes_on(log: Log, witness: Witness) -> None:
    for old, new in ((0, 3), (3, 3), (3, 12), (12, 13)):
        status, _kind, line = witness.answer(log.request(old, new))
        assert status == 200, line
        assert notes.is_signed_by(log.head(new) + line, witness.key, is_signed)
    assert [(one.origin, one.size) for one in witness.heads()] == [(ORIGIN, 13)]
    assert witness.answer(log.request(0, 20)) == (409, "text/x.tlog.size", "13\n")
    # Another process of the same witness knows what this one signed, and has its key.
    again = Witness(witness.folder, "witness.cn", [log.key])
    assert again.key == witness.key and again.answer(log.request(3, 20))[2] == "13\n"


def test_a_split_view_is_refused_and_kept(log: Log, witness: Witness) -> None:
    assert witness.answer(log.request(0, 8))[0] == 200
    other = log.request(8, 8, "two")
    assert witness.answer(other)[:2] == (409, "text/x.tlog.size")
    assert witness.answer(log.request(8, 16, "two"))[0] == 422
    honest = log.request(8, 16)
    for bad in (honest.replace(b"\n\n", b"\n" + base64.b64encode(bytes(32)) + b"\n\n", 1), log.request(8, 8) + b"x"):
        assert witness.answer(bad)[0] in (400, 422)
    assert log.head(8, "two") in witness.splits() and log.head(16, "two") in witness.splits()
    assert witness.answer(honest)[0] == 200, "the honest story goes on"


def test_what_is_not_for_it_is_not_signed(log: Log, witness: Witness, tmp_path: Path) -> None:
    (tmp_path / "thief").mkdir()
    thief, foreign = Log(tmp_path / "thief"), notes.Key("kontor.us/log", bytes(32))
    assert witness.answer(thief.request(0, 3))[0] == 403
    assert Witness(tmp_path / "w2", "witness.cn", [foreign]).answer(log.request(0, 3))[0] == 404
    head = log.head(3).encode()
    for body in (b"", b"old 1", b"\xff", b"old 01\n\n" + head, b"old 0\nAAAA\n\n" + head, b"old 0\n\nnot a head"):
        assert witness.answer(body)[0] == 400
    assert witness.heads() == []


def test_a_head_is_kept_before_its_signature_leaves(
    log: Log, witness: Witness, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Witness, "_signed", lambda *_told: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        witness.answer(log.request(0, 8))
    monkeypatch.undo()
    assert witness.answer(log.request(0, 8, "two"))[0] == 409
    assert witness.answer(log.request(8, 8))[0] == 200


def test_over_the_wire(log: Log, witness: Witness) -> None:
    with server(witness, 0) as running:
        Thread(target=running.serve_forever, daemon=True).start()
        base = f"http://127.0.0.1:{running.server_address[1]}"
        with urlopen(Request(base + PATH, log.request(0, 5), {"Content-Type": "text/plain"}), timeout=10) as answer:
            assert notes.is_signed_by(log.head(5) + answer.read().decode(), witness.key, is_signed)
        for path, body, status in ((PATH, log.request(0, 6), 409), ("/else", b"x", 404), (PATH, b"x" * 70_000, 413)):
            with pytest.raises(HTTPError) as refused:
                urlopen(Request(base + path, body), timeout=10)
            assert refused.value.code == status
        running.shutdown()


def test_the_command_says_its_key(tmp_path: Path, log: Log) -> None:
    out = StringIO()
    call_command("witness", dir=tmp_path / "w", name="witness.cn", show=True, stdout=out)
    assert notes.key_of(out.getvalue().split()[1]).kind == notes.COSIGNATURE
    with pytest.raises(CommandError, match="--log"):
        call_command("witness", dir=tmp_path / "w", name="witness.cn", stdout=out)
    with pytest.raises(CommandError, match="not a key"):
        call_command("witness", dir=tmp_path / "w", name="witness.cn", log=["x"], stdout=out)
