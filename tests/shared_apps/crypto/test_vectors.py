"""Wycheproof's vectors against what Kontor encrypts, derives, seals and signs with.

AES-GCM runs through `unseal` itself; the others through the primitives with the parameters that Kontor gives them.
"""

import hashlib
import hmac

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from shared_apps.crypto import keys
from shared_apps.crypto.errors import WrongContext
from shared_apps.crypto.fields import VERSION, unseal
from shared_apps.foundation.ids import uuid7
from shared_apps.tenancy.derive import derive
from tests.fixtures.security import groups_of


def test_aes_256_gcm(monkeypatch: pytest.MonkeyPatch) -> None:
    tried = {"valid": 0, "invalid": 0}
    key_id = uuid7()
    for group in groups_of("aes_gcm"):
        if (group["keySize"], group["ivSize"], group["tagSize"]) != (256, 96, 128):
            continue
        for one in group["tests"]:
            key = bytes.fromhex(one["key"])
            monkeypatch.setattr(keys, "by_id", lambda _id, key=key: key)
            stored = VERSION + key_id.bytes + b"".join(bytes.fromhex(one[name]) for name in ("iv", "ct", "tag"))
            if one["result"] == "valid":
                assert unseal(stored, bytes.fromhex(one["aad"])).hex() == one["msg"], one["tcId"]
            else:
                with pytest.raises(WrongContext):
                    unseal(stored, bytes.fromhex(one["aad"]))
            tried[one["result"]] += 1
    assert tried == {"valid": 39, "invalid": 27}


def test_hkdf_sha256() -> None:
    tried = {"valid": 0, "invalid": 0}
    for group in groups_of("hkdf_sha256"):
        for one in group["tests"]:
            salt, info = bytes.fromhex(one["salt"]), bytes.fromhex(one["info"])
            tried[one["result"]] += 1
            if one["result"] == "invalid":
                with pytest.raises(ValueError, match="larger than"):
                    HKDF(SHA256(), one["size"], salt, info)
                continue
            made = HKDF(SHA256(), one["size"], salt, info).derive(bytes.fromhex(one["ikm"]))
            assert made.hex() == one["okm"], one["tcId"]
    assert tried == {"valid": 83, "invalid": 3}


def test_keys_of_a_scope_are_that_derivation_without_salt() -> None:
    made = HKDF(SHA256(), 32, b"\0" * 32, b"kontor/object-link|eu:a").derive(b"secret")
    assert derive("secret", "object-link", "eu:a") == made


def test_hmac_sha256() -> None:
    tried = {"valid": 0, "invalid": 0}
    for group in groups_of("hmac_sha256"):
        for one in group["tests"]:
            made = hmac.new(bytes.fromhex(one["key"]), bytes.fromhex(one["msg"]), hashlib.sha256).digest()
            right = hmac.compare_digest(made[: group["tagSize"] // 8], bytes.fromhex(one["tag"]))
            assert right == (one["result"] == "valid"), one["tcId"]
            tried[one["result"]] += 1
    assert tried == {"valid": 66, "invalid": 108}


def test_ed25519() -> None:
    tried = {"valid": 0, "invalid": 0}
    for group in groups_of("ed25519"):
        key = Ed25519PublicKey.from_public_bytes(bytes.fromhex(group["publicKey"]["pk"]))
        for one in group["tests"]:
            try:
                key.verify(bytes.fromhex(one["sig"]), bytes.fromhex(one["msg"]))
                verdict = "valid"
            except InvalidSignature:
                verdict = "invalid"
            assert verdict == one["result"], one["tcId"]
            tried[verdict] += 1
    assert tried == {"valid": 88, "invalid": 63}
