"""Rows of signed-in browsers and the Django sessions behind them: ended together, or not at all."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from importlib import import_module
from uuid import UUID

from django.conf import settings

from shared_apps.accounts.decisions.sessions import surplus
from shared_apps.accounts.models import SignInSession, User

SEEN_EVERY = timedelta(minutes=1)


def end(rows: Iterable[SignInSession]) -> int:
    """End browsers: the session's row, its cache entry, and our row."""
    store = import_module(settings.SESSION_ENGINE).SessionStore
    ended = 0
    for row in rows:
        store(session_key=row.session_key).delete()
        row.delete()
        ended += 1
    return ended


def end_all(user: User, *, but: str = "") -> int:
    """End every browser of the user, or all but the one with this session key."""
    return end(SignInSession.objects.filter(user=user).exclude(session_key=but))


def seen(row: SignInSession, now: datetime) -> None:
    """Note that the browser is in use, at most every few minutes. Book-keeping, not an act: no command, no audit."""
    if now - row.last_seen_at >= SEEN_EVERY:
        SignInSession.objects.filter(pk=row.pk).update(last_seen_at=now)


def end_surplus(user_id: UUID, most: int) -> int:
    """Before one more browser is signed in: end the oldest, so that there are at most `most`."""
    rows = list(SignInSession.objects.select_for_update().filter(user_id=user_id).order_by("created_at", "id"))
    return end(surplus(rows, most))


def moved(old_key: str, new_key: str) -> None:
    """The browser's session got a new key; its row follows."""
    SignInSession.objects.filter(session_key=old_key).update(session_key=new_key)
