"""Both object stores keep a marketplace's files under its prefix and give them out only in its scope."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit
from urllib.request import urlopen
from uuid import uuid4

import pytest

from shared_apps.crypto.errors import WrongContext
from shared_apps.egress.objects import (
    AlreadyThere,
    BadKey,
    FileObjectStore,
    NoObject,
    ObjectStore,
    S3ObjectStore,
    SealedObjectStore,
    checked,
    is_link_valid,
    object_store,
)
from shared_apps.tenancy import scope
from shared_apps.tenancy.errors import NoTenant
from shared_apps.tenancy.refs import TenantRef


@pytest.fixture(params=["file", "s3"])
def store(request: pytest.FixtureRequest, tmp_path: Path, aws: Callable[[str], Any]) -> ObjectStore:
    if request.param == "file":
        return FileObjectStore(tmp_path)
    client, bucket = aws("s3"), f"kontor-{uuid4().hex}"
    client.create_bucket(Bucket=bucket, CreateBucketConfiguration={"LocationConstraint": "eu-central-1"})
    return S3ObjectStore(bucket, client)


def test_put_get_list_delete(store: ObjectStore, tenant_a: TenantRef) -> None:
    store.put("invoices/2026-1.pdf", b"%PDF", "application/pdf")
    store.put("logo.png", b"png", "image/png")
    store.put("logo.png", b"png2", "image/png")
    assert store.get("logo.png") == b"png2"
    assert list(store.list()) == ["invoices/2026-1.pdf", "logo.png"]
    assert list(store.list("invoices/")) == ["invoices/2026-1.pdf"]
    store.delete("logo.png")
    store.delete("logo.png")
    assert not store.exists("logo.png")
    with pytest.raises(NoObject):
        store.get("logo.png")


def test_another_marketplace_sees_nothing(store: ObjectStore, tenant_a: TenantRef, tenant_b: TenantRef) -> None:
    store.put("secret.txt", b"a", "text/plain")
    with scope.enter(tenant_b):
        assert not store.exists("secret.txt")
        assert list(store.list()) == []
        with pytest.raises(NoObject):
            store.get("secret.txt")


def test_without_a_scope_nothing_is_reached(store: ObjectStore) -> None:
    with pytest.raises(NoTenant):
        store.get("secret.txt")
    with pytest.raises(NoTenant):
        list(store.list())


@pytest.mark.parametrize(
    "key", ["", "/x", "../x", "a/../../x", "a//b", "a/.", ".hidden", "a\\b", "a\n", "ü", "x" * 301]
)
def test_keys_that_could_climb_out_are_refused(tenant_a: TenantRef, key: str) -> None:
    with pytest.raises(BadKey):
        checked(key)


def test_a_link_opens_one_file_for_a_while(tmp_path: Path, tenant_a: TenantRef, tenant_b: TenantRef) -> None:
    store = FileObjectStore(tmp_path)
    until, seal = _parts(store.link("a.pdf", 60))
    assert is_link_valid("a.pdf", until, seal)
    assert not is_link_valid("b.pdf", until, seal)
    assert not is_link_valid("a.pdf", str(int(until) + 1), seal)
    assert not is_link_valid("a.pdf", "soon", seal)
    assert not is_link_valid("a.pdf", until, "é")
    assert not is_link_valid("a.pdf", *_parts(store.link("a.pdf", -1)))
    with scope.enter(tenant_b):
        assert not is_link_valid("a.pdf", until, seal)


def test_an_s3_link_opens_the_file(aws: Callable[[str], Any], tenant_a: TenantRef) -> None:
    client, bucket = aws("s3"), f"kontor-{uuid4().hex}"
    client.create_bucket(Bucket=bucket, CreateBucketConfiguration={"LocationConstraint": "eu-central-1"})
    store = S3ObjectStore(bucket, client)
    store.put("a.txt", b"hello", "text/plain")
    with urlopen(store.link("a.txt", 60)) as answer:
        assert answer.read() == b"hello"
        assert answer.headers["Content-Type"] == "text/plain"


def test_what_is_written_once_into_s3_cannot_be_taken_back(aws: Callable[[str], Any], tenant_a: TenantRef) -> None:
    """Object lock in compliance mode: no version goes before its time, and none is written over.

    What was asked for is read from the head of the object: the simulator fails when asked for the retention itself.
    """
    client, bucket = aws("s3"), f"kontor-{uuid4().hex}"
    client.create_bucket(
        Bucket=bucket, CreateBucketConfiguration={"LocationConstraint": "eu-central-1"}, ObjectLockEnabledForBucket=True
    )
    store, until = S3ObjectStore(bucket, client), datetime.now(UTC).replace(microsecond=0) + timedelta(days=183)
    store.put_once("log/checkpoints/000000000007", b"head", "text/plain", until)
    store.put_once("log/checkpoints/000000000007", b"head", "text/plain", until)
    with pytest.raises(AlreadyThere):
        store.put_once("log/checkpoints/000000000007", b"other", "text/plain", until)
    name = checked("log/checkpoints/000000000007")
    told = client.head_object(Bucket=bucket, Key=name)
    assert (told["ObjectLockMode"], told["ObjectLockRetainUntilDate"]) == ("COMPLIANCE", until)
    with pytest.raises(client.exceptions.ClientError, match="AccessDenied"):
        client.delete_object(Bucket=bucket, Key=name, VersionId=told["VersionId"])
    with pytest.raises(client.exceptions.ClientError, match="AccessDenied"):
        client.delete_object(Bucket=bucket, Key=name, VersionId=told["VersionId"], BypassGovernanceRetention=True)
    assert store.get("log/checkpoints/000000000007") == b"head"


def _parts(link: str) -> tuple[str, str]:
    query = parse_qs(urlsplit(link).query)
    return query["until"][0], query["seal"][0]


def test_what_lies_in_the_store_is_encrypted_and_bound_to_its_place(tmp_path: Path, tenant_a: TenantRef) -> None:
    inner = FileObjectStore(tmp_path)
    store = SealedObjectStore(inner)
    store.put("papers/one.pdf", b"%PDF secret", "application/pdf")
    store.put("papers/two.pdf", b"%PDF other", "application/pdf")
    assert b"secret" not in inner.get("papers/one.pdf")
    assert store.get("papers/one.pdf") == b"%PDF secret"
    assert sorted(store.list("papers/")) == ["papers/one.pdf", "papers/two.pdf"]
    inner.put("papers/two.pdf", inner.get("papers/one.pdf"), "application/pdf")
    with pytest.raises(WrongContext):
        store.get("papers/two.pdf")


def test_what_a_partner_dropped_in_plain_is_read_as_it_is(tmp_path: Path, tenant_a: TenantRef) -> None:
    inner = FileObjectStore(tmp_path)
    inner.put("drop/wms/stock.csv", b"sku;quantity", "text/csv")
    assert SealedObjectStore(inner).get("drop/wms/stock.csv") == b"sku;quantity"


def test_the_store_of_the_process_seals_and_links_to_itself(settings: Any, tmp_path: Path, tenant_a: TenantRef) -> None:
    settings.OBJECT_ROOT, settings.OBJECT_BUCKET = tmp_path, ""
    store = object_store()
    store.put("a.txt", b"plain words", "text/plain")
    assert all(b"plain words" not in path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())
    assert store.link("a.txt", 60).startswith("/files/a.txt?")
