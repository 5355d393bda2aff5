"""Links that confirm a new address or take one back: signed with the scope's key, good once and for a time.

The row says whether a link is still good, so none of it is stored; one of a marketplace is refused on another.
"""

from datetime import datetime, timedelta
from typing import Literal
from uuid import UUID

from django.core import signing

from shared_apps.accounts.models import MailChange, User
from shared_apps.accounts.policies import MAIL_UNDO_DAYS
from shared_apps.foundation.ids import is_uuid
from shared_apps.tenancy import keys, policy

Verb = Literal["confirm", "undo"]
CONFIRM_WITHIN = timedelta(hours=24)


def mint(change_id: UUID, verb: Verb) -> str:
    """The token for the address of a link."""
    return keys.signer("mail-change").sign(f"{verb}.{change_id}")


def verb_of(token: str) -> Verb | None:
    """What a link is for; None when it is forged or of another scope."""
    verb, _change_id = _read(token)
    return verb


def find(token: str, verb: Verb, now: datetime, *, under_lock: bool = False) -> MailChange | None:
    """The change behind a link; None when it is forged, foreign, for something else, used or too late."""
    told, change_id = _read(token)
    if told != verb:
        return None
    rows = MailChange.objects.select_for_update() if under_lock else MailChange.objects
    row = rows.filter(pk=change_id, undone_at__isnull=True).first()
    if row is None or not User.objects.filter(pk=row.user_id, is_active=True).exists():
        return None
    if verb == "confirm":
        return row if row.confirmed_at is None and now < row.asked_at + CONFIRM_WITHIN else None
    until = timedelta(days=policy.value(MAIL_UNDO_DAYS))
    return row if row.confirmed_at is not None and now < row.confirmed_at + until else None


def _read(token: str) -> tuple[Verb | None, str]:
    try:
        verb, _dot, change_id = keys.signer("mail-change").unsign(token).partition(".")
    except signing.BadSignature:
        return None, ""
    if verb not in ("confirm", "undo") or not is_uuid(change_id):
        return None, ""
    return verb, change_id  # type: ignore[return-value]
