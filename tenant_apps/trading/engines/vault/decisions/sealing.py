"""The sealed envelope: how a bid is closed in the bidder's browser and opened by enough openers together.

Suite `kontor-seal/1`; docs/sealed-bids.md describes it byte by byte, `static/vault/seal.js` is the same in a browser.
Only published primitives: RSA-OAEP, HKDF, AES-GCM, SHA-256. The content key is wrapped once for every set of openers
that is just large enough, under a key that each of them holds one secret of; no set that is smaller can make that key.
"""

import hashlib
import re
import secrets
from base64 import b64decode, b64encode
from binascii import Error as BadBase64
from collections.abc import Mapping, Sequence
from itertools import combinations
from typing import Any, Literal

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

SUITE = "kontor-seal/1"
BLOCK = 512
MOST_BYTES = 64 * 1024
SECRET_BYTES = 32
KEY_BITS = 3072
_KEY_HEAD = bytes.fromhex("308201a2300d06092a864886f70d01010105000382018f003082018a0282018100")
_KEY_TAIL = bytes.fromhex("0203010001")
_HEX = re.compile(r"[0-9a-f]{64}")
Name = Literal["technical", "price"]


class CannotUnseal(ValueError):
    """These secrets do not open this envelope."""


def context_of(lot: str, company: str, name: str) -> str:
    """What an envelope is bound to: moved to another lot or company it no longer opens."""
    return f"{SUITE}\n{lot}\n{company}\n{name}"


def commitment(context: str, nonce: str, text: str) -> str:
    """The fingerprint of a content. `nonce` keeps it from being guessed: prices are few."""
    return hashlib.sha256(f"{context}\n{nonce}\n{text}".encode()).hexdigest()


def padded(text: str) -> str:
    """Filled with blanks to whole blocks, so that the length says nothing about the price."""
    short = -len(text.encode()) % BLOCK
    return text + " " * short


def sets_of(openers: int, threshold: int) -> list[tuple[int, ...]]:
    """Every set of openers that is just large enough."""
    return list(combinations(range(1, openers + 1), threshold))


def check_of(secret: bytes) -> str:
    """The fingerprint by which an opener's secret is known to be the right one."""
    return hashlib.sha256(secret).hexdigest()


def seal(context: str, text: str, openers: Sequence[str], threshold: int) -> tuple[dict[str, Any], str]:
    """An envelope for these openers' public keys, and the nonce; what the browser does, in Python."""
    text, nonce = padded(text), secrets.token_hex(32)
    if not openers:  # its bidder keeps nonce and text, and reveals them
        return {"commitment": commitment(context, nonce, text)}, nonce
    content_key, iv = AESGCM.generate_key(256), secrets.token_bytes(12)
    parts = [secrets.token_bytes(SECRET_BYTES) for _opener in openers]
    box = AESGCM(content_key).encrypt(iv, f"{nonce}\n{text}".encode(), context.encode())
    return {
        "commitment": commitment(context, nonce, text),
        "iv": _text(iv),
        "ciphertext": _text(box),
        "secrets": [
            {"to": _text(_public(key).encrypt(part, _oaep(context))), "check": check_of(part)}
            for key, part in zip(openers, parts, strict=True)
        ],
        "keys": [
            _wrapped(context, content_key, those, [parts[one - 1] for one in those])
            for those in sets_of(len(openers), threshold)
        ],
    }, nonce


def unseal(context: str, envelope: Mapping[str, Any], known: Mapping[int, bytes]) -> tuple[str, str]:
    """Nonce and text, with the secrets of enough openers by their numbers; CannotUnseal otherwise."""
    for row in envelope["keys"]:
        if not set(row["openers"]) <= known.keys():
            continue
        try:
            shared = _shared_key(context, row["openers"], [known[one] for one in row["openers"]])
            content_key = AESGCM(shared).decrypt(_bytes(row["iv"]), _bytes(row["wrapped"]), _aad(context, row))
            inside = AESGCM(content_key).decrypt(
                _bytes(envelope["iv"]), _bytes(envelope["ciphertext"]), context.encode()
            )
            nonce, _line, text = inside.decode().partition("\n")
        except (InvalidTag, ValueError):
            continue
        return nonce, text
    raise CannotUnseal


def own_secret(private_key: rsa.RSAPrivateKey, context: str, envelope: Mapping[str, Any], opener: int) -> bytes:
    """An opener's secret out of an envelope; what the opener's browser does."""
    try:
        return private_key.decrypt(_bytes(envelope["secrets"][opener - 1]["to"]), _oaep(context))
    except ValueError as error:
        raise CannotUnseal from error


def new_key() -> tuple[rsa.RSAPrivateKey, str]:
    """A key pair of an opener: the private key, and the public one as it is registered."""
    private_key = rsa.generate_private_key(65537, KEY_BITS)
    public = private_key.public_key().public_bytes(
        serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    return private_key, _text(public)


def is_public_key(text: str) -> bool:
    """Whether it is an RSA key of 3072 bits with the usual exponent: such keys differ in 384 bytes and nothing else."""
    try:
        found = _bytes(text)
    except ValueError:
        return False
    whole = len(_KEY_HEAD) + KEY_BITS // 8 + len(_KEY_TAIL)
    fits = len(found) == whole and found.startswith(_KEY_HEAD) and found.endswith(_KEY_TAIL)
    return fits and found[len(_KEY_HEAD)] >= 0x80


def fingerprint(public_key: str) -> str:
    return hashlib.sha256(_bytes(public_key)).hexdigest()


def is_envelope(value: Any, openers: int, threshold: int) -> bool:
    """Whether it has the form of the suite, for so many openers. What is inside nobody can tell yet."""
    if not openers:
        return isinstance(value, Mapping) and value.keys() == {"commitment"} and _is_hex(value["commitment"])
    if not isinstance(value, Mapping) or value.keys() != {"commitment", "iv", "ciphertext", "secrets", "keys"}:
        return False
    parts, keys = value["secrets"], value["keys"]
    if not _is_hex(value["commitment"]) or not _is_box(value["iv"], 12) or not _is_box(value["ciphertext"], None):
        return False
    if not isinstance(parts, list) or not isinstance(keys, list) or len(parts) != openers:
        return False
    for part in parts:
        if not isinstance(part, Mapping) or part.keys() != {"to", "check"}:
            return False
        if not _is_box(part["to"], KEY_BITS // 8) or not _is_hex(part["check"]):
            return False
    rows = [row for row in keys if isinstance(row, Mapping) and row.keys() == {"openers", "iv", "wrapped"}]
    fits = all(_is_box(row["iv"], 12) and _is_box(row["wrapped"], 48) for row in rows)
    return fits and [row["openers"] for row in rows] == [list(those) for those in sets_of(openers, threshold)]


def _wrapped(context: str, content_key: bytes, those: Sequence[int], parts: Sequence[bytes]) -> dict[str, Any]:
    iv, row = secrets.token_bytes(12), {"openers": list(those)}
    shared = _shared_key(context, those, parts)
    return {**row, "iv": _text(iv), "wrapped": _text(AESGCM(shared).encrypt(iv, content_key, _aad(context, row)))}


def _shared_key(context: str, those: Sequence[int], parts: Sequence[bytes]) -> bytes:
    return HKDF(hashes.SHA256(), 32, b"", _aad(context, {"openers": those})).derive(b"".join(parts))


def _aad(context: str, row: Mapping[str, Any]) -> bytes:
    return f"{context}\n{','.join(map(str, row['openers']))}".encode()


def _oaep(context: str) -> padding.OAEP:
    return padding.OAEP(padding.MGF1(hashes.SHA256()), hashes.SHA256(), context.encode())


def _public(text: str) -> rsa.RSAPublicKey:
    found = serialization.load_der_public_key(_bytes(text))
    if not isinstance(found, rsa.RSAPublicKey):
        raise ValueError("not an RSA key")
    return found


def _is_hex(value: Any) -> bool:
    return isinstance(value, str) and bool(_HEX.fullmatch(value))


def _is_box(value: Any, length: int | None) -> bool:
    if not isinstance(value, str) or len(value) > MOST_BYTES:
        return False
    try:
        found = _bytes(value)
    except ValueError:
        return False
    return len(found) == length if length is not None else len(found) > 0


def _bytes(text: str) -> bytes:
    try:
        return b64decode(text, validate=True)
    except BadBase64 as error:
        raise ValueError("not base64") from error


def _text(data: bytes) -> str:
    return b64encode(data).decode()
