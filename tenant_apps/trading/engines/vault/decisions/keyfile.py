"""An opener's key file: the private key under a passphrase, in the form `static/vault/crypto.js` writes and reads."""

import secrets
from base64 import b64decode, b64encode
from collections.abc import Mapping
from typing import Any

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.pbkdf2 import PBKDF2HMAC

from tenant_apps.trading.engines.vault.decisions.sealing import fingerprint

FORMAT = "kontor-opener-key/1"
ROUNDS = 600_000


def lock(private_key: rsa.RSAPrivateKey, public_key: str, passphrase: str) -> dict[str, Any]:
    """The file for a key pair."""
    salt, iv = secrets.token_bytes(16), secrets.token_bytes(12)
    body = private_key.private_bytes(
        serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    return {
        "format": FORMAT,
        "fingerprint": fingerprint(public_key),
        "public_key": public_key,
        "rounds": ROUNDS,
        "salt": b64encode(salt).decode(),
        "iv": b64encode(iv).decode(),
        "private_key": b64encode(AESGCM(_key(passphrase, salt, ROUNDS)).encrypt(iv, body, FORMAT.encode())).decode(),
    }


def unlock(file: Mapping[str, Any], passphrase: str) -> rsa.RSAPrivateKey:
    """The private key; InvalidTag for another passphrase."""
    key = _key(passphrase, b64decode(file["salt"]), file["rounds"])
    body = AESGCM(key).decrypt(b64decode(file["iv"]), b64decode(file["private_key"]), FORMAT.encode())
    found = serialization.load_der_private_key(body, None)
    if not isinstance(found, rsa.RSAPrivateKey):
        raise ValueError("not an RSA key")
    return found


def _key(passphrase: str, salt: bytes, rounds: int) -> bytes:
    return PBKDF2HMAC(hashes.SHA256(), 32, salt, rounds).derive(passphrase.encode())
