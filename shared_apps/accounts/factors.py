"""Second factors of a person: authenticator, passkeys, recovery codes. One truth: the devices of django-otp.

A code works once. The device row is locked while it is checked, so two requests cannot use the same code.
"""

import hmac
import secrets
from base64 import b32encode
from collections.abc import Iterable
from hashlib import sha256
from typing import Literal
from urllib.parse import quote, urlencode
from uuid import UUID

from django_otp.plugins.otp_static.models import StaticDevice, StaticToken

from shared_apps.accounts.models import Authenticator, Passkey, SignInSession, User
from shared_apps.accounts.policies import MFA_ALLOWED
from shared_apps.tenancy import keys, policy

RECOVERY_CODES = 10
_ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"


def has_device(user: User) -> bool:
    """True when the person has an authenticator or a passkey in use: the password alone then opens nothing."""
    return has_totp(user) or Passkey.objects.filter(user=user, confirmed=True).exists()


def has_totp(user: User) -> bool:
    return Authenticator.objects.filter(user=user, confirmed=True).exists()


def count_devices(user: User) -> int:
    """Authenticators and passkeys in use."""
    return sum(kind.objects.filter(user=user, confirmed=True).count() for kind in (Authenticator, Passkey))


def with_device(user_ids: Iterable[UUID]) -> set[UUID]:
    """Those of the people who have one."""
    wanted = list(user_ids)
    found: set[UUID] = set()
    for kind in (Authenticator, Passkey):
        found |= set(kind.objects.filter(user__in=wanted, confirmed=True).values_list("user_id", flat=True))
    return found


def counts(kind: str) -> bool:
    """Whether a factor of this kind counts as one here."""
    return kind in policy.value(MFA_ALLOWED)


def passkeys_of(user: User, host: str = "") -> list[Passkey]:
    """The passkeys of a person, oldest first; those of one host, if it is named."""
    rows = Passkey.objects.filter(user=user, confirmed=True).order_by("id")
    return list(rows.filter(rp_id=host) if host else rows)


def verify(user: User, code: str) -> Literal["totp", "recovery_code"] | None:
    """What the code is when it is right and was never used before; it is used up by this call."""
    text = code.replace(" ", "").replace("-", "").strip().lower()
    if not text or len(text) > 40:
        return None
    if text.isdigit() and len(text) <= 8:
        devices = Authenticator.objects.select_for_update().filter(user=user, confirmed=True).order_by("id")
        return "totp" if any(device.verify_token(text) for device in devices) else None
    recovery = StaticDevice.objects.select_for_update().filter(user=user, confirmed=True).first()
    return "recovery_code" if recovery is not None and recovery.verify_token(_stored(text)) else None


def forget_all(user: User) -> None:
    """Every device and code of a person who is erased."""
    for kind in (Authenticator, StaticDevice, Passkey):
        kind.objects.filter(user=user).delete()


def forget_if_last(user: User) -> int:
    """After a device went: without any other one, the codes that stand in for it go too. Answers how many are left."""
    left = count_devices(user)
    if not left:
        StaticDevice.objects.filter(user=user).delete()
        SignInSession.objects.filter(user=user).update(factor_at=None)
    return left


def new_recovery_codes(user: User) -> list[str]:
    """Replace the recovery codes; only their hashes are kept, so this is the only time they can be seen."""
    StaticDevice.objects.filter(user=user).delete()
    device = StaticDevice.objects.create(user=user, name="recovery", confirmed=True)
    codes = ["".join(secrets.choice(_ALPHABET) for _ in range(12)) for _ in range(RECOVERY_CODES)]
    StaticToken.objects.bulk_create([StaticToken(device=device, token=_stored(code)) for code in codes])
    return [f"{code[:4]}-{code[4:8]}-{code[8:]}" for code in codes]


def recovery_codes_left(user: User) -> int:
    return StaticToken.objects.filter(device__user=user).count()


def enrolment_uri(device: Authenticator, issuer: str, account: str) -> str:
    """The otpauth address an authenticator reads from the QR code."""
    query = urlencode(
        {
            "secret": secret_of(device),
            "issuer": issuer,
            "algorithm": "SHA1",
            "digits": device.digits,
            "period": device.step,
        },
        quote_via=quote,
    )
    return f"otpauth://totp/{quote(issuer, safe='')}:{quote(account, safe='')}?{query}"


def secret_of(device: Authenticator) -> str:
    """The key as people type it when they cannot scan."""
    return b32encode(device.bin_key).decode().rstrip("=")


def _stored(code: str) -> str:
    # The column is 16 wide: 64 bits of a keyed hash, useless without the scope's key.
    return hmac.new(keys.tenant_key("recovery-code"), code.encode(), sha256).hexdigest()[:16]
