"""Passkeys: what a browser is asked, and whether its answer is right (W3C Web Authentication, level 3, section 7).

A challenge is made for one browser and one purpose, kept in its session and used up by the first answer. The library
that reads the answers is loaded when the first one comes: most processes never see one.
"""

import hashlib
import json
import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

import msgspec

from shared_apps.accounts.decisions.passkeys import is_copy
from shared_apps.accounts.models import Passkey, User

TIMEOUT_MS = 300_000
# COSE names of the signatures we take: Ed25519, ECDSA with P-256, RSA with SHA-256, the last for Windows Hello.
ALGORITHMS = (-8, -7, -257)
LONGEST_ANSWER = 20_000
Verdict = Literal["right", "wrong", "copied"]


class Answer(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What a browser answered to `challenge`, as JSON, at the page of `origin` on `host`."""

    credential: str
    challenge: str
    host: str
    origin: str


@dataclass(frozen=True, slots=True)
class NewKey:
    """What a browser says of a passkey it has just made."""

    credential_id: bytes
    public_key: bytes
    sign_count: int
    transports: tuple[str, ...]
    is_synced: bool


def new_challenge() -> str:
    """256 random bits, as they stand in the options and in the answer."""
    return text_of(secrets.token_bytes(32))


def creation_options(user: User, keys: Iterable[Passkey], *, challenge: str, host: str, place: str) -> dict[str, Any]:
    """What `navigator.credentials.create` is asked; a device that holds one of `keys` makes no second one."""
    return {
        "challenge": challenge,
        "rp": {"id": host, "name": place},
        "user": {"id": text_of(user.pk.bytes), "name": user.email, "displayName": user.name or user.email},
        "pubKeyCredParams": [{"type": "public-key", "alg": number} for number in ALGORITHMS],
        "timeout": TIMEOUT_MS,
        "attestation": "none",
        "authenticatorSelection": {
            "residentKey": "required",
            "requireResidentKey": True,
            "userVerification": "required",
        },
        "excludeCredentials": [_descriptor(key) for key in keys],
    }


def request_options(keys: Iterable[Passkey], *, challenge: str, host: str, verified: bool) -> dict[str, Any]:
    """What `navigator.credentials.get` is asked; without `keys` the device offers those it has for the host.

    `verified`: the device must know its owner, by a finger, a face or a PIN. Then it is two factors at once.
    """
    return {
        "challenge": challenge,
        "rpId": host,
        "timeout": TIMEOUT_MS,
        "userVerification": "required" if verified else "preferred",
        "allowCredentials": [_descriptor(key) for key in keys],
    }


def hash_of(credential_id: bytes) -> str:
    """By which a passkey is looked up."""
    return hashlib.sha256(credential_id).hexdigest()


def named_in(answer: Answer, *, under_lock: bool = False) -> Passkey | None:
    """The passkey an answer names, if it is one of this host; nothing is proved by that."""
    raw = _part(answer, "rawId")
    rows = Passkey.objects.select_for_update(of=("self",)) if under_lock else Passkey.objects
    found: Passkey | None = (
        rows.select_related("user")
        .filter(credential_hash=hash_of(raw), rp_id=answer.host, confirmed=True, user__is_active=True)
        .first()
    )
    return found


def check(key: Passkey, answer: Answer, now: datetime, *, verified: bool) -> Verdict:
    """Whether the answer was signed by this passkey for this challenge and page; a right one is noted.

    `key` is locked by the caller, so that an answer counts once.
    """
    from webauthn import verify_authentication_response
    from webauthn.helpers.exceptions import WebAuthnException

    handle = _part(answer, "response", "userHandle")
    if handle and handle != key.user_id.bytes:
        return "wrong"
    try:
        seen = verify_authentication_response(
            credential=answer.credential,
            expected_challenge=urlsafe_b64decode(_padded(answer.challenge)),
            expected_rp_id=answer.host,
            expected_origin=answer.origin,
            credential_public_key=bytes(key.public_key),
            # The count is judged below: a copy is another matter than a wrong signature.
            credential_current_sign_count=0,
            require_user_verification=verified,
        )
    except (WebAuthnException, ValueError):
        return "wrong"
    if is_copy(key.sign_count, seen.new_sign_count):
        return "copied"
    key.sign_count, key.last_used_at, key.is_synced = seen.new_sign_count, now, seen.credential_backed_up
    key.save(update_fields=["sign_count", "last_used_at", "is_synced"])
    return "right"


def read_new(answer: Answer) -> NewKey | None:
    """The passkey a browser made for this challenge and page, its owner verified; None when the answer is not right."""
    from webauthn import verify_registration_response
    from webauthn.helpers.exceptions import WebAuthnException
    from webauthn.helpers.structs import COSEAlgorithmIdentifier

    if len(answer.credential) > LONGEST_ANSWER:
        return None
    try:
        made = verify_registration_response(
            credential=answer.credential,
            expected_challenge=urlsafe_b64decode(_padded(answer.challenge)),
            expected_rp_id=answer.host,
            expected_origin=answer.origin,
            require_user_verification=True,
            supported_pub_key_algs=[COSEAlgorithmIdentifier(number) for number in ALGORITHMS],
        )
    except (WebAuthnException, ValueError):
        return None
    said = json.loads(answer.credential)["response"].get("transports") or []
    transports = tuple(one for one in said if isinstance(one, str) and one.isascii() and 0 < len(one) <= 20)[:8]
    return NewKey(
        made.credential_id, made.credential_public_key, made.sign_count, transports, made.credential_backed_up
    )


def text_of(raw: bytes) -> str:
    """Base64url without padding, as browsers write bytes."""
    return urlsafe_b64encode(raw).decode().rstrip("=")


def _descriptor(key: Passkey) -> dict[str, Any]:
    return {"type": "public-key", "id": text_of(bytes(key.credential_id)), "transports": list(key.transports)}


def _part(answer: Answer, *names: str) -> bytes:
    """Bytes at a place of the answer; empty when there are none or the answer is no answer."""
    if len(answer.credential) > LONGEST_ANSWER:
        return b""
    try:
        value: Any = json.loads(answer.credential)
        for name in names:
            value = value[name]
        return urlsafe_b64decode(_padded(value)) if isinstance(value, str) else b""
    except (ValueError, TypeError, KeyError, RecursionError):
        return b""


def _padded(text: str) -> str:
    return text + "=" * (-len(text) % 4)
