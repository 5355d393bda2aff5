"""Both key services keep the same promises: a key unwraps only in its context, and survives rotation and restarts."""

import json
import stat
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from shared_apps.crypto.cabinet import FileCabinet
from shared_apps.crypto.errors import CryptoError, NoKey, WrongContext
from shared_apps.crypto.kms import AwsKms, FileKeyRing, KeyService

HERE = {"scope": "eu:a", "purpose": "field"}


@pytest.fixture(params=["file", "aws"])
def service(request: pytest.FixtureRequest, tmp_path: Path, aws: Any) -> KeyService:
    if request.param == "file":
        return FileKeyRing(tmp_path, "eu")
    client = aws("kms")
    return AwsKms(client.create_key()["KeyMetadata"]["KeyId"], client)


def test_unwraps_what_it_wrapped(service: KeyService) -> None:
    plain, wrapped = service.generate_data_key(HERE)
    assert len(plain) == 32
    assert plain not in wrapped
    assert service.unwrap(wrapped, HERE) == plain


@pytest.mark.parametrize("other", [{"scope": "eu:b", "purpose": "field"}, {"scope": "eu:a", "purpose": "index"}, {}])
def test_another_context_is_refused(service: KeyService, other: dict[str, str]) -> None:
    _plain, wrapped = service.generate_data_key(HERE)
    with pytest.raises(WrongContext):
        service.unwrap(wrapped, other)


def test_rewrapping_keeps_the_key_and_its_context(service: KeyService) -> None:
    plain, wrapped = service.generate_data_key(HERE)
    again = service.rewrap(wrapped, HERE)
    assert again != wrapped
    assert service.unwrap(again, HERE) == plain
    with pytest.raises(WrongContext):
        service.unwrap(again, {"scope": "eu:b", "purpose": "field"})


def test_the_ring_survives_a_restart_and_its_own_rotation(tmp_path: Path) -> None:
    plain, wrapped = FileKeyRing(tmp_path, "eu").generate_data_key(HERE)
    FileKeyRing(tmp_path, "eu").rotate()
    later = FileKeyRing(tmp_path, "eu")
    assert later.unwrap(wrapped, HERE) == plain
    assert later.rewrap(wrapped, HERE)[:4] != wrapped[:4]


def test_a_ring_of_another_region_cannot_unwrap(tmp_path: Path) -> None:
    _plain, wrapped = FileKeyRing(tmp_path, "eu").generate_data_key(HERE)
    with pytest.raises(CryptoError):
        FileKeyRing(tmp_path, "cn").unwrap(wrapped, HERE)


def test_the_files_are_private_and_hold_no_plain_key(tmp_path: Path) -> None:
    FileKeyRing(tmp_path, "eu").generate_data_key(HERE)
    for name in ("file.key", "ring-eu.json"):
        assert stat.S_IMODE((tmp_path / name).stat().st_mode) == 0o600
    assert set(json.loads((tmp_path / "ring-eu.json").read_text())["1"]) == {"nonce", "key"}


def test_another_file_key_opens_nothing(tmp_path: Path) -> None:
    _plain, wrapped = FileKeyRing(tmp_path, "eu").generate_data_key(HERE)
    (tmp_path / "file.key").write_bytes(b"x" * 32)
    with pytest.raises(NoKey):
        FileKeyRing(tmp_path, "eu").unwrap(wrapped, HERE)


@pytest.mark.usefixtures("control")
def test_a_destroyed_key_leaves_no_half_written_copy(tmp_path: Path) -> None:
    store, key_id = FileCabinet(tmp_path), uuid4()
    store.put(key_id, b"wrapped")
    left = tmp_path / "control" / f".{key_id.hex}.4711.part"
    left.write_bytes(b"wrapped by a process that died")
    store.destroy(key_id)
    assert list((tmp_path / "control").iterdir()) == []
    store.destroy(key_id)
