"""Signed-in browsers: open, end one, end all others."""

from datetime import datetime
from uuid import UUID

import msgspec
from django.utils.translation import gettext as _

from shared_apps.accounts import sessions
from shared_apps.accounts.actors import SELF
from shared_apps.accounts.events import Method, SignedIn, mark_of
from shared_apps.accounts.models import SignInSession
from shared_apps.accounts.own import own_user
from shared_apps.accounts.policies import CONCURRENT
from shared_apps.commands import Context, command
from shared_apps.foundation.refusals import NotFound
from shared_apps.tenancy import policy


class OpenSession(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    user_id: UUID
    session_key: str
    with_factor: bool
    method: Method = "password"
    provider_id: UUID | None = None
    ends_at: datetime | None = None
    last_at: datetime | None = None
    ip: str | None = None
    user_agent: str = ""


class SessionOpened(msgspec.Struct, frozen=True, kw_only=True):
    session_id: UUID


class EndSession(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    session_id: UUID


class EndOtherSessions(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """`session_key` of the browser that stays signed in."""

    session_key: str


class SignOut(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    session_key: str


class SessionsEnded(msgspec.Struct, frozen=True, kw_only=True):
    count: int


@command("accounts.open_session", input=OpenSession, system_only=True, idempotent=False)
def open_session(ctx: Context, data: OpenSession) -> SessionOpened:
    """Notes a browser as signed in; until then its session is worth nothing."""
    sessions.end_surplus(data.user_id, policy.value(CONCURRENT))
    row = SignInSession.objects.create(
        user_id=data.user_id,
        session_key=data.session_key,
        ip=data.ip,
        user_agent=data.user_agent[:300],
        created_at=ctx.now,
        last_seen_at=ctx.now,
        factor_at=ctx.now if data.with_factor else None,
        confirmed_at=ctx.now,
        method=data.method,
        provider_id=data.provider_id,
        ends_at=data.ends_at,
    )
    ctx.emit(
        SignedIn(
            user_id=data.user_id,
            session_id=row.id,
            method=data.method,
            address=data.ip or "",
            agent=mark_of(row.user_agent),
            last_at=data.last_at,
        )
    )
    facts = {"session": str(row.id), "method": data.method}
    if data.provider_id is not None:
        facts["provider"] = str(data.provider_id)
    ctx.audit(target="accounts.user", target_id=data.user_id, facts=facts)
    return SessionOpened(session_id=row.id)


@command("accounts.end_session", input=EndSession, permission=SELF)
def end_session(ctx: Context, data: EndSession) -> SessionsEnded:
    """Signs one of the own browsers out."""
    rows = SignInSession.objects.filter(pk=data.session_id, user=own_user(ctx.actor))
    ended = sessions.end(rows)
    if not ended:
        raise NotFound(
            "accounts.no_such_session", _("There is no such session."), remedy=_("It may have ended already.")
        )
    ctx.audit(target="accounts.session", target_id=data.session_id)
    return SessionsEnded(count=ended)


@command("accounts.end_other_sessions", input=EndOtherSessions, permission=SELF)
def end_other_sessions(ctx: Context, data: EndOtherSessions) -> SessionsEnded:
    """Signs all other own browsers out."""
    user = own_user(ctx.actor)
    ended = sessions.end_all(user, but=data.session_key)
    ctx.audit(target="accounts.user", target_id=user.id, facts={"ended": ended})
    return SessionsEnded(count=ended)


@command("accounts.sign_out", input=SignOut, permission=SELF, idempotent=False)
def sign_out(ctx: Context, data: SignOut) -> SessionsEnded:
    """Signs this browser out."""
    user = own_user(ctx.actor)
    ended = sessions.end(SignInSession.objects.filter(session_key=data.session_key, user=user))
    ctx.audit(target="accounts.user", target_id=user.id)
    return SessionsEnded(count=ended)
