"""Put the actor on every request: who it is, what they may do, on which seat they sit.

A Django session alone is worth nothing here: without its row in `SignInSession` (ended by its owner, or never
completed) the visitor is anonymous.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import UUID

from django.contrib.auth import logout
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils import timezone

from shared_apps.accounts import actors, sessions, shells
from shared_apps.accounts.models import SignInSession, User
from shared_apps.foundation.actor import Actor

SEAT = "seat"
FRESH = timedelta(minutes=10)
# Company of a person without a seat. None would mean "the marketplace itself" and show every row.
NOWHERE = UUID(int=0)


class ActorMiddleware:
    """Sets `request.actor`, `request.standing`, `request.sign_in_session`, `request.enrolment_due`, `kontor_nav`."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        attach(request)
        return self.get_response(request)


def attach(request: HttpRequest) -> None:
    """Resolve the person of the request's session; call again after the session changed hands."""
    request.actor = Actor.anonymous()  # type: ignore[attr-defined]
    request.standing = actors.Standing()  # type: ignore[attr-defined]
    request.sign_in_session = None  # type: ignore[attr-defined]
    request.enrolment_due = False  # type: ignore[attr-defined]
    request.kontor_nav = shells.current()  # type: ignore[attr-defined]
    user = request.user
    if not user.is_authenticated:
        return
    row = SignInSession.objects.filter(session_key=request.session.session_key, user_id=user.pk).first()
    if row is None:
        logout(request)
        return
    now = timezone.now()
    sessions.seen(row, now)
    request.sign_in_session = row  # type: ignore[attr-defined]
    request.enrolment_due = user.must_use_totp and row.factor_at is None  # type: ignore[attr-defined]
    if request.enrolment_due:  # type: ignore[attr-defined]
        standing = actors.Standing()
    else:
        standing = actors.standing_of(user, request.session.get(SEAT, ""))
    request.standing = standing  # type: ignore[attr-defined]
    request.actor = actor_of(user, standing, row, now)  # type: ignore[attr-defined]


def actor_of(user: User, standing: actors.Standing, row: SignInSession, now: datetime) -> Actor:
    """The actor of a person in one browser."""
    return Actor(
        kind=standing.kind,
        id=str(user.pk),
        display=str(user),
        user_id=user.pk,
        company_id=standing.seat.company_id if standing.seat else NOWHERE,
        permissions=standing.permissions | {actors.SELF},
        fresh_factor=now - row.confirmed_at < FRESH,
        narrowed=standing.narrowed,
    )
