"""Put the actor on every request: who it is, what they may do, on which seat they sit.

A Django session alone is worth nothing here: without its row in `SignInSession` (ended by its owner, or never
completed) the visitor is anonymous.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID

from django.contrib.auth import logout
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils import timezone

from shared_apps.accounts import actors, policies, providers, sessions, shells
from shared_apps.accounts.addresses import current_address
from shared_apps.accounts.decisions.duties import must_have_factor, must_use_provider
from shared_apps.accounts.decisions.sessions import is_over
from shared_apps.accounts.models import SignInSession, User
from shared_apps.audit import record
from shared_apps.egress import gate
from shared_apps.foundation.actor import Actor
from shared_apps.tenancy import policy

SEAT = "seat"
# Company of a person without a seat. None would mean "the marketplace itself" and show every row.
NOWHERE = UUID(int=0)


class ActorMiddleware:
    """Sets `request.actor`, what it is made of, and what the person owes first; see `attach`."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        known = current_address.set(request.META.get("REMOTE_ADDR"))
        try:
            with gate.seen_by(gate.AT_HOME):
                attach(request)
                return self.get_response(request)
        finally:
            current_address.reset(known)


def attach(request: HttpRequest) -> None:
    """Resolve the person of the request's session; call again after the session changed hands."""
    request.actor = Actor.anonymous()  # type: ignore[attr-defined]
    request.standing = actors.Standing()  # type: ignore[attr-defined]
    request.sign_in_session = None  # type: ignore[attr-defined]
    request.enrolment_due = False  # type: ignore[attr-defined]
    request.password_due = False  # type: ignore[attr-defined]
    request.elsewhere = False  # type: ignore[attr-defined]
    request.provider_due = False  # type: ignore[attr-defined]
    request.kontor_nav = shells.current()  # type: ignore[attr-defined]
    user = request.user
    if not user.is_authenticated:
        return
    row = SignInSession.objects.filter(session_key=request.session.session_key, user_id=user.pk).first()
    if row is None:
        logout(request)
        return
    now = timezone.now()
    standing = actors.standing_of(user, request.session.get(SEAT, ""))
    if _is_over(row, standing, now):
        sessions.end([row])
        logout(request)
        return
    # Fragments that a page asks for by itself are no sign that somebody is there.
    if not (request.method == "GET" and request.headers.get("HX-Request")):
        sessions.seen(row, now)
    request.sign_in_session = row  # type: ignore[attr-defined]
    strength = "password" if row.factor_at is None else "second_factor"
    record.origin.set(replace(record.origin.get(), session=record.hash_of(str(row.pk)), strength=strength))
    request.enrolment_due = row.factor_at is None and _must_have_factor(user, standing)  # type: ignore[attr-defined]
    request.password_due = row.provider_id is None and _is_password_old(user, now)  # type: ignore[attr-defined]
    request.elsewhere = _is_elsewhere(request, standing)  # type: ignore[attr-defined]
    request.provider_due = _must_use_provider(row, standing)  # type: ignore[attr-defined]
    if _owes_something(request):
        standing = actors.Standing()
    request.standing = standing  # type: ignore[attr-defined]
    request.actor = actor_of(user, standing, row, now)  # type: ignore[attr-defined]
    gate.watch(gate.Viewer(standing.seat.company_id if standing.seat else None, principal=str(user.pk)))


def _is_over(row: SignInSession, standing: actors.Standing, now: datetime) -> bool:
    if row.ends_at is not None and now >= row.ends_at:
        return True
    if row.provider_id is not None and not providers.ways().holds(row.provider_id, standing.seats):
        return True
    idle = policy.value(policies.ADMIN_IDLE_MINUTES if _of_marketplace(standing) else policies.IDLE_MINUTES)
    absolute = timedelta(hours=policy.value(policies.ABSOLUTE_HOURS))
    return is_over(row.created_at, row.last_seen_at, now, idle=timedelta(minutes=idle), absolute=absolute)


def _must_have_factor(user: User, standing: actors.Standing) -> bool:
    return must_have_factor(
        user.must_use_totp,
        policy.value(policies.MFA_REQUIRED),
        of_marketplace=_of_marketplace(standing),
        permissions=standing.permissions,
    )


def _must_use_provider(row: SignInSession, standing: actors.Standing) -> bool:
    """Whether this browser came in by a way that people like this one may not take."""
    if row.provider_id is not None or not providers.is_on():
        return False
    return must_use_provider(
        policy.value(policies.SSO_DEMANDED),
        of_marketplace=_of_marketplace(standing),
        permissions=standing.permissions,
        method=row.method,
    )


def _owes_something(request: HttpRequest) -> bool:
    """Whether there is something to do first, before which a person may do nothing."""
    return any(getattr(request, one) for one in ("enrolment_due", "password_due", "elsewhere", "provider_due"))


def _is_password_old(user: User, now: datetime) -> bool:
    days = policy.value(policies.PASSWORD_AGE)
    return user.password_at is not None and now - user.password_at > timedelta(days=days)


def _is_elsewhere(request: HttpRequest, standing: actors.Standing) -> bool:
    """Whether one of the marketplace's own people comes from a network that is not on its list."""
    listed = policy.value(policies.IP_ALLOWLIST) if _of_marketplace(standing) else ""
    return bool(listed) and not policies.admits(policies.networks_of(listed), request.META.get("REMOTE_ADDR"))


def _of_marketplace(standing: actors.Standing) -> bool:
    return any(seat.company_id is None for seat in standing.seats)


def actor_of(user: User, standing: actors.Standing, row: SignInSession, now: datetime) -> Actor:
    """The actor of a person in one browser."""
    return Actor(
        kind=standing.kind,
        id=str(user.pk),
        display=str(user),
        user_id=user.pk,
        company_id=standing.seat.company_id if standing.seat else NOWHERE,
        permissions=standing.permissions | {actors.SELF},
        fresh_factor=now - row.confirmed_at < timedelta(minutes=policy.value(policies.STEP_UP_MINUTES)),
        narrowed=standing.narrowed,
    )
