"""Signing keys of a region: Ed25519, held by the region's key service and by nobody else.

With a key service of its own a region never sees the private key. On one machine the seed lies wrapped by the key ring
beside it, and is plain in the memory of the process that signs.
"""

import os
from pathlib import Path
from typing import Any, Protocol

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from shared_apps.crypto.kms import FileKeyRing


class Signer(Protocol):
    """One key pair."""

    def public(self) -> bytes:
        """32 bytes."""

    def sign(self, message: bytes) -> bytes:
        """64 bytes over the message as it is."""


class FileSigner:
    """The seed in `<folder>/<purpose>-<region>.key`, wrapped by the ring of the region; made at the first use."""

    def __init__(self, folder: Path, region: str, purpose: str) -> None:
        self._path = folder / f"{purpose}-{region}.key"
        self._ring = FileKeyRing(folder, region)
        self._context = {"purpose": f"sign {purpose}", "region": region}

    def public(self) -> bytes:
        raw = serialization.Encoding.Raw, serialization.PublicFormat.Raw
        return self._key().public_key().public_bytes(*raw)

    def sign(self, message: bytes) -> bytes:
        return self._key().sign(message)

    def _key(self) -> Ed25519PrivateKey:
        if not self._path.exists():
            self._make()
        return Ed25519PrivateKey.from_private_bytes(self._ring.unwrap(self._path.read_bytes(), self._context))

    def _make(self) -> None:
        """Two processes may try at once: the name is given to a file that is whole, and only once."""
        _plain, wrapped = self._ring.generate_data_key(self._context)
        part = self._path.with_name(f".{self._path.name}.{os.getpid()}.part")
        with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as handle:
            handle.write(wrapped)
            handle.flush()
            os.fsync(handle.fileno())
        try:
            os.link(part, self._path)
        except FileExistsError:
            pass
        finally:
            part.unlink()


class KmsSigner:
    """A key of AWS KMS, or of anything that speaks its API, of the kind ECC_NIST_EDWARDS25519."""

    def __init__(self, key_id: str, client: Any) -> None:
        self._key_id = key_id
        self._client = client

    def public(self) -> bytes:
        told = serialization.load_der_public_key(self._client.get_public_key(KeyId=self._key_id)["PublicKey"])
        if not isinstance(told, Ed25519PublicKey):
            raise TypeError(f"{self._key_id} is not a key for Ed25519")
        return told.public_bytes(serialization.Encoding.Raw, serialization.PublicFormat.Raw)

    def sign(self, message: bytes) -> bytes:
        answer = self._client.sign(
            KeyId=self._key_id, Message=message, MessageType="RAW", SigningAlgorithm="ED25519_SHA_512"
        )
        signature: bytes = answer["Signature"]
        return signature


def signer_for(region: str, purpose: str) -> Signer:
    """The signing key of a region (or `control`) for a purpose, as configured for this process."""
    from django.conf import settings

    key_id = settings.KMS_SIGNING_KEY_IDS.get(region, "")
    if not key_id:
        return FileSigner(settings.KEY_RING, region, purpose)
    import boto3

    return KmsSigner(key_id, boto3.client("kms", endpoint_url=settings.AWS_ENDPOINT or None))


def is_signed(public: bytes, signature: bytes, message: bytes) -> bool:
    """Whether a signature is one of this key over this message."""
    from cryptography.exceptions import InvalidSignature

    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, message)
    except (InvalidSignature, ValueError):
        return False
    return True
