"""Derive a key of one scope and one purpose. No Django here: the stream process derives keys too."""

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF


def derive(secret: str, purpose: str, scope_key: str) -> bytes:
    """32 bytes for `purpose` in the scope with this key (HKDF-SHA256, RFC 5869)."""
    info = f"kontor/{purpose}|{scope_key}".encode()
    return HKDF(algorithm=SHA256(), length=32, salt=None, info=info).derive(secret.encode())
