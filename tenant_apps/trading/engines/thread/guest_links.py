"""What opens a request to a guest: a signed link, then a code by mail, then a browser for two hours.

All three are bound to the marketplace by its key and to their purpose: a link, a code or a browser of one marketplace,
of one request or of one purpose is worth nothing for another.
"""

import secrets
from datetime import datetime, timedelta
from uuid import UUID

from django.core import signing
from django.utils.crypto import constant_time_compare, salted_hmac

from shared_apps.tenancy import keys
from tenant_apps.trading.engines.thread.models import GuestInvitation

CODE_LIFE, SESSION_LIFE = timedelta(minutes=10), timedelta(hours=2)
TRIES = 5
_LINK = "thread-guest-link"
_BROWSER = "thread-guest-browser"
_DIGEST = "thread-guest-digest"


def link_of(invitation_id: UUID) -> str:
    """The signed part of the address in the mail; each mail of an invitation opens the same door."""
    return keys.signer(_LINK).sign_object(str(invitation_id))


def find(link: str, now: datetime, *, under_lock: bool = False) -> GuestInvitation | None:
    """The invitation behind a link; None when forged, foreign, withdrawn or run out: the four look the same."""
    try:
        found = UUID(keys.signer(_LINK).unsign_object(link))
    except (signing.BadSignature, ValueError, TypeError, AttributeError):
        return None
    rows = GuestInvitation.objects.filter(pk=found, withdrawn_at__isnull=True, expires_at__gt=now)
    if under_lock:
        return rows.select_for_update(of=("self",)).select_related("guest__company").first()
    return rows.select_related("guest__company", "trading_event").first()


def new_code(invitation: GuestInvitation, now: datetime) -> str:
    """Six digits for the mail; the row keeps a digest that only the marketplace's key can make."""
    code = f"{secrets.randbelow(10**6):06d}"
    invitation.code_digest, invitation.code_until, invitation.code_tries = (
        _digest("code", invitation.pk, code), now + CODE_LIFE, TRIES,
    )  # fmt: skip
    invitation.save(update_fields=["code_digest", "code_until", "code_tries"])
    return code


def is_code(invitation: GuestInvitation, code: str, now: datetime) -> bool:
    """Whether it is the code that was mailed last, in time and with tries left. Uses one try, or up the code."""
    until, tries = invitation.code_until, invitation.code_tries
    right = constant_time_compare(_digest("code", invitation.pk, code), invitation.code_digest or "-")
    good = right and until is not None and now < until and tries > 0
    invitation.code_tries = 0 if good else max(0, tries - 1)
    if good:
        invitation.code_digest = ""
    invitation.save(update_fields=["code_digest", "code_tries"])
    return good


def new_browser(invitation: GuestInvitation, now: datetime) -> str:
    """The value of the browser's cookie; the browser that was opened before is closed."""
    word = secrets.token_urlsafe(32)
    invitation.session_digest, invitation.session_until = _digest("browser", invitation.pk, word), now + SESSION_LIFE
    invitation.opened_at = invitation.opened_at or now
    invitation.save(update_fields=["session_digest", "session_until", "opened_at"])
    return keys.signer(_BROWSER).sign_object([str(invitation.pk), word])


def is_open(invitation: GuestInvitation, cookie: str, now: datetime) -> bool:
    """Whether this browser was opened for this invitation, and not too long ago."""
    try:
        named, word = keys.signer(_BROWSER).unsign_object(cookie)
    except (signing.BadSignature, ValueError, TypeError):
        return False
    until = invitation.session_until
    return (
        named == str(invitation.pk)
        and until is not None
        and now < until
        and constant_time_compare(_digest("browser", invitation.pk, str(word)), invitation.session_digest or "-")
    )


def _digest(purpose: str, invitation_id: UUID, secret: str) -> str:
    key = keys.tenant_key(_DIGEST).hex()
    return salted_hmac(purpose, f"{invitation_id}:{secret}", secret=key, algorithm="sha256").hexdigest()
