"""The object store: files of a marketplace under its own prefix, in its own region.

Callers name keys inside the marketplace; the store puts `<region>/<schema>/` before them and takes it from the scope,
so no caller can name another's file. Links expire, and a link is a capability for one key only.

What lies there is encrypted with the marketplace's data key and bound to its own key: whoever holds the bucket or a
backup of it reads nothing, and a file put in another's place does not open. What others put there, a drop of a partner
system, is plain and is read as it is.
"""

import hashlib
import hmac
import os
import re
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import quote, urlencode

from django.conf import settings

from shared_apps.crypto import keys as keys_of_data
from shared_apps.crypto.errors import NoKey
from shared_apps.crypto.fields import key_of, seal, unseal
from shared_apps.foundation import canonical, clock
from shared_apps.tenancy import keys, scope
from shared_apps.tenancy.refs import TenantRef

_KEY = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*(/[A-Za-z0-9][A-Za-z0-9._-]*)*")


class BadKey(ValueError):
    """The key is not a plain relative path of letters, digits, dots, dashes and underscores."""


class NoObject(KeyError):
    """There is no such file in this marketplace."""


class AlreadyThere(RuntimeError):
    """Something else lies under a key that is written once."""


class ObjectStore(Protocol):
    """Files of the scope. `key` is relative to it."""

    def put(self, key: str, data: bytes, content_type: str) -> None: ...

    def put_once(self, key: str, data: bytes, content_type: str, until: datetime) -> None:
        """Write what nobody can replace or remove before `until`; the same again is fine, else AlreadyThere."""

    def get(self, key: str) -> bytes:
        """The bytes; NoObject when there are none."""

    def exists(self, key: str) -> bool: ...

    def delete(self, key: str) -> None:
        """Remove; nothing happens when it is not there."""

    def list(self, prefix: str = "") -> Iterator[str]: ...

    def link(self, key: str, expires_s: int) -> str:
        """An address that gives the file to whoever holds it, for a while."""


def prefix() -> str:
    """`<region>/<schema>/` of the scope; NoTenant outside any."""
    ref = scope.current()
    return f"{ref.region}/{ref.schema_name}/" if isinstance(ref, TenantRef) else "control/"


def checked(key: str) -> str:
    """`key` with the scope's prefix; BadKey for anything that could climb out of it."""
    if not _KEY.fullmatch(key) or len(key) > 300 or any(set(part) == {"."} for part in key.split("/")):
        raise BadKey(f"{key!r} is not a usable object key")
    return prefix() + key


class FileObjectStore:
    """Files in a folder. Written to a temporary name, synced, renamed: a kill leaves the old file or the new one."""

    def __init__(self, root: Path) -> None:
        self._root = root

    def put(self, key: str, data: bytes, content_type: str) -> None:
        path = self._root / checked(key)
        path.parent.mkdir(parents=True, exist_ok=True)
        part = path.with_name(f".{path.name}.{os.getpid()}.part")
        with part.open("wb") as handle:
            handle.write(data)
            handle.flush()
            os.fsync(handle.fileno())
        part.replace(path)

    def put_once(self, key: str, data: bytes, content_type: str, until: datetime) -> None:
        path = self._root / checked(key)
        path.parent.mkdir(parents=True, exist_ok=True)
        part = path.with_name(f".{path.name}.{os.getpid()}.part")
        with part.open("wb") as handle:
            handle.write(data)
            handle.flush()
            os.fsync(handle.fileno())
        part.chmod(0o444)
        try:
            os.link(part, path)
        except FileExistsError as error:
            if path.read_bytes() != data:
                raise AlreadyThere(key) from error
        finally:
            part.unlink()

    def get(self, key: str) -> bytes:
        try:
            return (self._root / checked(key)).read_bytes()
        except (FileNotFoundError, IsADirectoryError) as error:
            raise NoObject(key) from error

    def exists(self, key: str) -> bool:
        return (self._root / checked(key)).is_file()

    def delete(self, key: str) -> None:
        (self._root / checked(key)).unlink(missing_ok=True)

    def list(self, prefix: str = "") -> Iterator[str]:
        root = self._root / _prefix()
        for path in sorted(root.rglob("*")):
            key = path.relative_to(root).as_posix()
            if path.is_file() and key.startswith(prefix) and not path.name.startswith("."):
                yield key

    def link(self, key: str, expires_s: int) -> str:
        return _own_link(key, expires_s)


class S3ObjectStore:
    """Any S3. The bucket belongs to the region; the prefix to the marketplace."""

    def __init__(self, bucket: str, client: Any) -> None:
        self._bucket = bucket
        self._client = client

    def put(self, key: str, data: bytes, content_type: str) -> None:
        self._client.put_object(Bucket=self._bucket, Key=checked(key), Body=data, ContentType=content_type)

    def put_once(self, key: str, data: bytes, content_type: str, until: datetime) -> None:
        """Needs a bucket with object lock. In compliance mode the owner of the account cannot shorten the time."""
        try:
            self._client.put_object(
                Bucket=self._bucket, Key=checked(key), Body=data, ContentType=content_type, IfNoneMatch="*",
                ObjectLockMode="COMPLIANCE", ObjectLockRetainUntilDate=until,
            )  # fmt: skip
        except self._client.exceptions.ClientError as error:
            if error.response["Error"]["Code"] not in ("PreconditionFailed", "ConditionalRequestConflict"):
                raise
            if self.get(key) != data:
                raise AlreadyThere(key) from error

    def get(self, key: str) -> bytes:
        try:
            body: bytes = self._client.get_object(Bucket=self._bucket, Key=checked(key))["Body"].read()
        except self._client.exceptions.NoSuchKey as error:
            raise NoObject(key) from error
        return body

    def exists(self, key: str) -> bool:
        answer = self._client.list_objects_v2(Bucket=self._bucket, Prefix=checked(key), MaxKeys=1)
        return any(entry["Key"] == checked(key) for entry in answer.get("Contents", ()))

    def delete(self, key: str) -> None:
        self._client.delete_object(Bucket=self._bucket, Key=checked(key))

    def list(self, prefix: str = "") -> Iterator[str]:
        base = _prefix()
        pages = self._client.get_paginator("list_objects_v2").paginate(Bucket=self._bucket, Prefix=base + prefix)
        for page in pages:
            for entry in page.get("Contents", ()):
                yield entry["Key"].removeprefix(base)

    def link(self, key: str, expires_s: int) -> str:
        address: str = self._client.generate_presigned_url(
            "get_object", Params={"Bucket": self._bucket, "Key": checked(key)}, ExpiresIn=expires_s
        )
        return address


# The methods above have a parameter named `prefix`.
_prefix = prefix


class SealedObjectStore:
    """Another store, with everything encrypted on its way in. `MAGIC` tells what we wrote from what others did."""

    MAGIC = b"KNT\x01"

    def __init__(self, inner: ObjectStore) -> None:
        self._inner = inner

    def put(self, key: str, data: bytes, content_type: str) -> None:
        self._inner.put(key, self.MAGIC + seal(data, _bound(key)), "application/octet-stream")

    def put_once(self, key: str, data: bytes, content_type: str, until: datetime) -> None:
        """Plain, the only thing that is: hashes and signed heads, for outsiders to read after our keys are gone."""
        self._inner.put_once(key, data, content_type, until)

    def get(self, key: str) -> bytes:
        stored = self._inner.get(key)
        if not stored.startswith(self.MAGIC):
            return stored
        return unseal(stored.removeprefix(self.MAGIC), _bound(key))

    def renew(self, key: str) -> bool:
        """Encrypt a file anew if its key is no longer the one in use; whether it did. Plain files stay as they are."""
        stored = self._inner.get(key)
        sealed = stored.removeprefix(self.MAGIC)
        if sealed == stored or key_of(sealed) == keys_of_data.in_use(keys_of_data.FIELD)[0]:
            return False
        try:
            data = unseal(sealed, _bound(key))
        except NoKey:
            # Nobody can read it any more; it must not keep all others waiting.
            return False
        self.put(key, data, "application/octet-stream")
        return True

    def exists(self, key: str) -> bool:
        return self._inner.exists(key)

    def delete(self, key: str) -> None:
        self._inner.delete(key)

    def list(self, prefix: str = "") -> Iterator[str]:
        return self._inner.list(prefix)

    def link(self, key: str, expires_s: int) -> str:
        # Never one of the bucket itself: it would give what is encrypted.
        return _own_link(key, expires_s)


def _bound(key: str) -> bytes:
    return canonical.dumps([scope.key(), "object", checked(key)])


def _own_link(key: str, expires_s: int) -> str:
    until = int(clock.now(scope.alias()).timestamp()) + expires_s
    return f"/files/{quote(key)}?" + urlencode({"until": until, "seal": _seal(key, until)})


def _seal(key: str, until: int) -> str:
    return hmac.new(keys.tenant_key("object-link"), f"{key}|{until}".encode(), hashlib.sha256).hexdigest()


def is_link_valid(key: str, until: str, seal: str) -> bool:
    """Whether a link of `FileObjectStore` was made here, for this key, and has not expired."""
    if not until.isdecimal() or not hmac.compare_digest(seal.encode(), _seal(key, int(until)).encode()):
        return False
    return clock.now(scope.alias()).timestamp() < int(until)


def object_store() -> SealedObjectStore:
    """The object store of this process."""
    return SealedObjectStore(_plain_store())


def _plain_store() -> ObjectStore:
    if not settings.OBJECT_BUCKET:
        return FileObjectStore(settings.OBJECT_ROOT)
    import boto3

    return S3ObjectStore(settings.OBJECT_BUCKET, boto3.client("s3", endpoint_url=settings.AWS_ENDPOINT or None))
