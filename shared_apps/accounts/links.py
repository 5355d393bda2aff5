"""One-time links: invitation and password reset.

The token is random and only its hash is stored; the address carries it signed with the scope's key, so a link of one
marketplace is refused on another before any table is read. Minted when the mail is sent: no row ever holds a token.
"""

import hashlib
import secrets
from datetime import datetime, timedelta
from typing import Literal

from django.core import signing

from shared_apps.accounts.models import OneTimeLink, User
from shared_apps.tenancy import keys

Purpose = Literal["invitation", "reset"]
LIFETIME: dict[Purpose, timedelta] = {"invitation": timedelta(days=7), "reset": timedelta(hours=1)}


def mint(user: User, purpose: Purpose, now: datetime) -> str:
    """Make a link for the user; returns the signed token for the address."""
    token = secrets.token_urlsafe(32)
    OneTimeLink.objects.create(
        purpose=purpose, user=user, token_hash=_hash(token), created_at=now, expires_at=now + LIFETIME[purpose]
    )
    return keys.signer("one-time-link").sign(token)


def find(signed: str, now: datetime, *, under_lock: bool = False) -> OneTimeLink | None:
    """The link behind a signed token; None when forged, foreign, used or expired: the four look the same."""
    try:
        token = keys.signer("one-time-link").unsign(signed)
    except signing.BadSignature:
        return None
    rows = OneTimeLink.objects.filter(token_hash=_hash(token), used_at__isnull=True, expires_at__gt=now)
    if under_lock:
        rows = rows.select_for_update()
    link = rows.first()
    return link if link is not None and User.objects.filter(pk=link.user_id, is_active=True).exists() else None


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
