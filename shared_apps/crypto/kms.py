"""Key services: who wraps data keys. The context is authenticated, so a key unwraps only for what it was made for.

`FileKeyRing` is for one machine: its key-encryption keys lie in a file, wrapped by a file key beside it. It must
survive restarts, because what it wrapped lies in a database that does.
"""

import base64
import fcntl
import json
import os
import secrets
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Protocol

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from shared_apps.crypto.errors import NoKey, WrongContext
from shared_apps.foundation import canonical

KEY_BYTES = 32
NONCE_BYTES = 12


class KeyService(Protocol):
    """Wraps data keys of 32 bytes. `context` is a flat mapping of text, the same at wrap and unwrap."""

    @property
    def name(self) -> str:
        """Which service and key wrapped; stored beside the wrapped key."""

    def generate_data_key(self, context: Mapping[str, str]) -> tuple[bytes, bytes]:
        """A new data key as `(plain, wrapped)`."""

    def unwrap(self, wrapped: bytes, context: Mapping[str, str]) -> bytes:
        """The plain data key; WrongContext when the context differs, NoKey when the service's key is gone."""

    def rewrap(self, wrapped: bytes, context: Mapping[str, str]) -> bytes:
        """The same data key wrapped by the service's newest key."""


class AwsKms:
    """AWS KMS, or anything that speaks its API. Rotation of the service's key is the service's business."""

    def __init__(self, key_id: str, client: Any) -> None:
        self._key_id = key_id
        self._client = client

    @property
    def name(self) -> str:
        return f"kms:{self._key_id}"

    def generate_data_key(self, context: Mapping[str, str]) -> tuple[bytes, bytes]:
        answer = self._client.generate_data_key(KeyId=self._key_id, KeySpec="AES_256", EncryptionContext=dict(context))
        return answer["Plaintext"], answer["CiphertextBlob"]

    def unwrap(self, wrapped: bytes, context: Mapping[str, str]) -> bytes:
        try:
            answer = self._client.decrypt(CiphertextBlob=wrapped, EncryptionContext=dict(context))
        except self._client.exceptions.InvalidCiphertextException as error:
            raise WrongContext("the key service refuses this key for this context") from error
        except self._client.exceptions.NotFoundException as error:
            raise NoKey("the key service no longer has the key") from error
        plain: bytes = answer["Plaintext"]
        return plain

    def rewrap(self, wrapped: bytes, context: Mapping[str, str]) -> bytes:
        answer = self._client.re_encrypt(
            CiphertextBlob=wrapped,
            SourceEncryptionContext=dict(context),
            DestinationKeyId=self._key_id,
            DestinationEncryptionContext=dict(context),
        )
        blob: bytes = answer["CiphertextBlob"]
        return blob


class FileKeyRing:
    """Key-encryption keys in `<folder>/ring-<region>.json`, wrapped by `<folder>/file.key`."""

    def __init__(self, folder: Path, region: str) -> None:
        self._folder = folder
        self._region = region
        self._path = folder / f"ring-{region}.json"

    @property
    def name(self) -> str:
        return f"file:{self._region}"

    def generate_data_key(self, context: Mapping[str, str]) -> tuple[bytes, bytes]:
        plain = secrets.token_bytes(KEY_BYTES)
        return plain, self._wrap(plain, context)

    def unwrap(self, wrapped: bytes, context: Mapping[str, str]) -> bytes:
        number, nonce, body = wrapped[:4], wrapped[4 : 4 + NONCE_BYTES], wrapped[4 + NONCE_BYTES :]
        keys = self._ring()
        key = keys.get(str(int.from_bytes(number, "big")))
        if key is None:
            raise NoKey("the key ring no longer has the key that wrapped this one")
        try:
            return AESGCM(key).decrypt(nonce, body, self._bound(context))
        except InvalidTag as error:
            raise WrongContext("this key was wrapped for something else, or was altered") from error

    def rewrap(self, wrapped: bytes, context: Mapping[str, str]) -> bytes:
        return self._wrap(self.unwrap(wrapped, context), context)

    def rotate(self) -> None:
        """Add a new key-encryption key; from now on it wraps, the old ones still unwrap."""
        with self._locked():
            keys = self._load()
            keys[str(max(map(int, keys), default=0) + 1)] = secrets.token_bytes(KEY_BYTES)
            self._save(keys)

    def _wrap(self, plain: bytes, context: Mapping[str, str]) -> bytes:
        keys = self._ring()
        number = max(map(int, keys))
        nonce = secrets.token_bytes(NONCE_BYTES)
        body = AESGCM(keys[str(number)]).encrypt(nonce, plain, self._bound(context))
        return number.to_bytes(4, "big") + nonce + body

    def _bound(self, context: Mapping[str, str]) -> bytes:
        return canonical.dumps({"region": self._region, "context": dict(context)})

    # -- the file ----------------------------------------------------------------------------------------------------

    def _ring(self) -> dict[str, bytes]:
        with self._locked():
            keys = self._load()
            if not keys:
                keys = {"1": secrets.token_bytes(KEY_BYTES)}
                self._save(keys)
            return keys

    def _file_key(self) -> bytes:
        path = self._folder / "file.key"
        if not path.exists():
            descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(descriptor, "wb") as handle:
                handle.write(secrets.token_bytes(KEY_BYTES))
                handle.flush()
                os.fsync(handle.fileno())
        return path.read_bytes()

    def _load(self) -> dict[str, bytes]:
        if not self._path.exists():
            return {}
        cipher = AESGCM(self._file_key())
        stored = json.loads(self._path.read_text())
        try:
            return {
                number: cipher.decrypt(
                    base64.b64decode(value["nonce"]), base64.b64decode(value["key"]), number.encode()
                )
                for number, value in stored.items()
            }
        except InvalidTag as error:
            raise NoKey(f"{self._path.name} was wrapped by another file key") from error

    def _save(self, keys: Mapping[str, bytes]) -> None:
        cipher = AESGCM(self._file_key())
        stored = {}
        for number, key in keys.items():
            nonce = secrets.token_bytes(NONCE_BYTES)
            body = cipher.encrypt(nonce, key, number.encode())
            stored[number] = {"nonce": base64.b64encode(nonce).decode(), "key": base64.b64encode(body).decode()}
        part = self._path.with_suffix(".part")
        with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as handle:
            json.dump(stored, handle)
            handle.flush()
            os.fsync(handle.fileno())
        part.replace(self._path)

    def _locked(self) -> Any:
        self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        handle = (self._folder / f"{self._region}.lock").open("w")
        fcntl.flock(handle, fcntl.LOCK_EX)
        return handle


def service_for(region: str) -> KeyService:
    """The key service of a region, as configured for this process."""
    from django.conf import settings

    key_id = settings.KMS_KEY_IDS.get(region, "")
    if not key_id:
        return FileKeyRing(settings.KEY_RING, region)
    import boto3

    return AwsKms(key_id, boto3.client("kms", endpoint_url=settings.AWS_ENDPOINT or None))
