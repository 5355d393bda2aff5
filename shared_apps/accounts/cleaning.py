"""How long rows about signing in are kept: no longer than they can mean something to somebody."""

from datetime import datetime, timedelta

from django.contrib.sessions.models import Session
from django.db.models import Exists, OuterRef, Q, QuerySet

from shared_apps.accounts.decisions.lockout import ACCOUNT, ADDRESS
from shared_apps.accounts.models import ClientAssertion, OneTimeLink, SignInSession, SignInThrottle
from shared_apps.outbox.cleaning import Cleaner, register

# A sign-in writes its row and its session in two transactions; a day is more than enough between them.
SESSIONS_KEPT = timedelta(days=1)
LINKS_KEPT = timedelta(days=30)
ASSERTIONS_KEPT = timedelta(days=1)
THROTTLES_KEPT = max(limit.memory + limit.longest_lock for limit in (ACCOUNT, ADDRESS))


def _expired_sessions(before: datetime) -> QuerySet[Session]:
    return Session.objects.filter(expire_date__lt=before)


def _browsers_without_session(before: datetime) -> QuerySet[SignInSession]:
    """Signed-in browsers whose session is gone: nobody can use them, only their owner's list shows them."""
    session = Session.objects.filter(session_key=OuterRef("session_key"), expire_date__gte=before + SESSIONS_KEPT)
    return SignInSession.objects.filter(~Exists(session), created_at__lt=before, last_seen_at__lt=before)


def _dead_links(before: datetime) -> QuerySet[OneTimeLink]:
    """Expired, used or not: what came of a link is in the audit trail."""
    return OneTimeLink.objects.filter(expires_at__lt=before)


def _past_assertions(before: datetime) -> QuerySet[ClientAssertion]:
    """Past their end: sent again they are refused for that alone."""
    return ClientAssertion.objects.filter(expires_at__lt=before)


def _forgotten_failures(before: datetime) -> QuerySet[SignInThrottle]:
    """So old that the next failure would begin to count anew, and locked no more."""
    free = Q(locked_until__isnull=True) | Q(locked_until__lt=before + THROTTLES_KEPT)
    return SignInThrottle.objects.filter(free, last_failed_at__lt=before)


register(
    Cleaner("accounts.sessions", SESSIONS_KEPT, _expired_sessions),
    Cleaner("accounts.browsers", SESSIONS_KEPT, _browsers_without_session),
    Cleaner("accounts.links", LINKS_KEPT, _dead_links),
    Cleaner("accounts.assertions", ASSERTIONS_KEPT, _past_assertions),
    Cleaner("accounts.throttles", THROTTLES_KEPT, _forgotten_failures),
)
