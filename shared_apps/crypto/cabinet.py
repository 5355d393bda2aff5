"""The cabinet: wrapped data keys, kept outside the database, so that destroying one is final.

A wrapped key in a table lives on in every dump, base backup and WAL segment. Here it is one small object that is
deleted once and for all: the folder or bucket keeps no versions and belongs to no backup of the database. What lies
here is wrapped by the key service and is worth nothing without it; the database is worth nothing without this.
"""

import os
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, Protocol
from uuid import UUID

from shared_apps.tenancy import scope
from shared_apps.tenancy.refs import TenantRef

# Keys are fetched side by side from a bucket: a list of people must not wait for one after the other.
THREADS = 16


def _place() -> str:
    """The folder of the scope: `<region>/<id>-<schema>`, or `control`."""
    ref = scope.current()
    if isinstance(ref, TenantRef):
        return f"{ref.region}/{ref.id}-{ref.schema_name}"
    return "control"


class Cabinet(Protocol):
    """Wrapped keys of the scope, by the id of the key."""

    def put(self, key_id: UUID, wrapped: bytes) -> None: ...

    def get_many(self, key_ids: Iterable[UUID]) -> Mapping[UUID, bytes]:
        """Those that are there."""

    def destroy(self, key_id: UUID) -> None:
        """Delete for good; nothing happens when it is not there."""

    def list(self) -> Iterator[UUID]: ...


class FileCabinet:
    """One file per key below a folder that no backup of the database includes."""

    def __init__(self, root: Path) -> None:
        self._root = root

    def _path(self, key_id: UUID) -> Path:
        return self._root / _place() / key_id.hex

    def put(self, key_id: UUID, wrapped: bytes) -> None:
        path = self._path(key_id)
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        part = path.with_name(f".{path.name}.{os.getpid()}.part")
        with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as handle:
            handle.write(wrapped)
            handle.flush()
            os.fsync(handle.fileno())
        part.replace(path)
        _sync(path.parent)

    def get_many(self, key_ids: Iterable[UUID]) -> Mapping[UUID, bytes]:
        found = {}
        for key_id in key_ids:
            try:
                found[key_id] = self._path(key_id).read_bytes()
            except FileNotFoundError:
                continue
        return found

    def destroy(self, key_id: UUID) -> None:
        path = self._path(key_id)
        # What a process left that died while it wrapped the key anew. First: without the key nobody looks for them.
        for part in path.parent.glob(f".{path.name}.*.part"):
            self._shred(part)
        self._shred(path)

    @staticmethod
    def _shred(path: Path) -> None:
        try:
            # Overwritten first, for file systems that keep blocks; the promise rests on the wrapping all the same.
            size = path.stat().st_size
            with path.open("r+b") as handle:
                handle.write(bytes(size))
                handle.flush()
                os.fsync(handle.fileno())
            path.unlink()
        except FileNotFoundError:
            return
        _sync(path.parent)

    def list(self) -> Iterator[UUID]:
        folder = self._root / _place()
        for path in sorted(folder.glob("*")) if folder.is_dir() else ():
            if len(path.name) == 32:
                yield UUID(hex=path.name)


class S3Cabinet:
    """One object per key in a bucket without versions."""

    def __init__(self, bucket: str, client: Any) -> None:
        self._bucket = bucket
        self._client = client

    def _key(self, key_id: UUID) -> str:
        return f"{_place()}/{key_id.hex}"

    def put(self, key_id: UUID, wrapped: bytes) -> None:
        self._client.put_object(Bucket=self._bucket, Key=self._key(key_id), Body=wrapped)

    def get_many(self, key_ids: Iterable[UUID]) -> Mapping[UUID, bytes]:
        # The scope does not follow into threads, so the names are made here.
        names = {key_id: self._key(key_id) for key_id in key_ids}
        if len(names) == 1:
            got = [self._get(name) for name in names.values()]
        else:
            with ThreadPoolExecutor(THREADS) as pool:
                got = list(pool.map(self._get, names.values()))
        return {key_id: body for key_id, body in zip(names, got, strict=True) if body is not None}

    def _get(self, name: str) -> bytes | None:
        try:
            body: bytes = self._client.get_object(Bucket=self._bucket, Key=name)["Body"].read()
        except self._client.exceptions.NoSuchKey:
            return None
        return body

    def destroy(self, key_id: UUID) -> None:
        self._client.delete_object(Bucket=self._bucket, Key=self._key(key_id))

    def list(self) -> Iterator[UUID]:
        base = _place() + "/"
        for page in self._client.get_paginator("list_objects_v2").paginate(Bucket=self._bucket, Prefix=base):
            for entry in page.get("Contents", ()):
                yield UUID(hex=entry["Key"].removeprefix(base))


def cabinet() -> Cabinet:
    """The cabinet of this process, as configured."""
    from django.conf import settings

    if not settings.KEY_BUCKET:
        return FileCabinet(settings.KEY_RING / "cabinet")
    import boto3

    return S3Cabinet(settings.KEY_BUCKET, boto3.client("s3", endpoint_url=settings.AWS_ENDPOINT or None))


def _sync(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
