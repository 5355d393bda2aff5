"""Check a second factor: a code of the authenticator, or a recovery code. One truth: the devices of django-otp.

A code works once. The device row is locked while it is checked, so two requests cannot use the same code.
"""

import hmac
import secrets
from base64 import b32encode
from hashlib import sha256
from urllib.parse import quote, urlencode

from django_otp.plugins.otp_static.models import StaticDevice, StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice

from shared_apps.accounts.models import User
from shared_apps.tenancy import keys

RECOVERY_CODES = 10
_ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"


def has_device(user: User) -> bool:
    """True when the person has an authenticator in use."""
    return TOTPDevice.objects.filter(user=user, confirmed=True).exists()


def verify(user: User, code: str) -> bool:
    """True when the code is right and was never used before; it is used up by this call."""
    text = code.replace(" ", "").replace("-", "").strip().lower()
    if not text or len(text) > 40:
        return False
    if text.isdigit() and len(text) <= 8:
        devices = TOTPDevice.objects.select_for_update().filter(user=user, confirmed=True).order_by("id")
        return any(device.verify_token(text) for device in devices)
    recovery = StaticDevice.objects.select_for_update().filter(user=user, confirmed=True).first()
    return recovery is not None and bool(recovery.verify_token(_stored(text)))


def new_recovery_codes(user: User) -> list[str]:
    """Replace the recovery codes; only their hashes are kept, so this is the only time they can be seen."""
    StaticDevice.objects.filter(user=user).delete()
    device = StaticDevice.objects.create(user=user, name="recovery", confirmed=True)
    codes = ["".join(secrets.choice(_ALPHABET) for _ in range(12)) for _ in range(RECOVERY_CODES)]
    StaticToken.objects.bulk_create([StaticToken(device=device, token=_stored(code)) for code in codes])
    return [f"{code[:4]}-{code[4:8]}-{code[8:]}" for code in codes]


def recovery_codes_left(user: User) -> int:
    return StaticToken.objects.filter(device__user=user).count()


def enrolment_uri(device: TOTPDevice, issuer: str, account: str) -> str:
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


def secret_of(device: TOTPDevice) -> str:
    """The key as people type it when they cannot scan."""
    return b32encode(device.bin_key).decode().rstrip("=")


def _stored(code: str) -> str:
    # The column is 16 wide: 64 bits of a keyed hash, useless without the scope's key.
    return hmac.new(keys.tenant_key("recovery-code"), code.encode(), sha256).hexdigest()[:16]
