"""What an administrator does about the sign-in of others: end their browsers, open an account that was closed."""

from datetime import timedelta
from uuid import UUID

import msgspec
from django.db.models import Q
from django.utils.translation import gettext as _

from shared_apps.accounts import sessions
from shared_apps.accounts.events import AccountClosed, AccountReopened
from shared_apps.accounts.models import OneTimeLink, SignInSession, User
from shared_apps.accounts.policies import STALE_DAYS
from shared_apps.commands import Context, command
from shared_apps.foundation.refusals import NotAllowed, NotFound
from shared_apps.tenancy import policy


class EndMemberSessions(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    user_id: UUID


class EndSessionsOf(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    user_id: UUID


class MemberSessionsEnded(msgspec.Struct, frozen=True, kw_only=True):
    count: int


class ReopenAccount(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    user_id: UUID


class AccountOpen(msgspec.Struct, frozen=True, kw_only=True):
    user_id: UUID


class CloseStaleAccounts(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    pass


class StaleAccountsClosed(msgspec.Struct, frozen=True, kw_only=True):
    count: int


@command("accounts.end_member_sessions", input=EndMemberSessions, needs_fresh_factor=True, risk="high")
def end_member_sessions(ctx: Context, data: EndMemberSessions) -> MemberSessionsEnded:
    """Signs all browsers of another person out."""
    user = _member(ctx, data.user_id)
    ended = sessions.end_all(user)
    ctx.audit(target="accounts.user", target_id=user.pk, facts={"ended": ended})
    return MemberSessionsEnded(count=ended)


@command("accounts.end_sessions_of", input=EndSessionsOf, system_only=True)
def end_sessions_of(ctx: Context, data: EndSessionsOf) -> MemberSessionsEnded:
    """Signs a person out everywhere because what they may do has ended; for the apps above."""
    ended = sessions.end(SignInSession.objects.filter(user_id=data.user_id))
    ctx.audit(target="accounts.user", target_id=data.user_id, facts={"ended": ended})
    return MemberSessionsEnded(count=ended)


@command("accounts.reopen_account", input=ReopenAccount, needs_fresh_factor=True, risk="high")
def reopen_account(ctx: Context, data: ReopenAccount) -> AccountOpen:
    """Opens an account again that was closed because nobody used it; the days count anew."""
    user = _member(ctx, data.user_id)
    if user.closed_at is None:
        raise NotFound("accounts.not_closed", _("This account is not closed."), remedy=_("Load the list again."))
    user.is_active, user.closed_at, user.last_login = True, None, ctx.now
    user.save(update_fields=["is_active", "closed_at", "last_login"])
    ctx.emit(AccountReopened(user_id=user.pk))
    ctx.audit(target="accounts.user", target_id=user.pk)
    return AccountOpen(user_id=user.pk)


@command("accounts.close_stale_accounts", input=CloseStaleAccounts, system_only=True)
def close_stale_accounts(ctx: Context, data: CloseStaleAccounts) -> StaleAccountsClosed:
    """Closes accounts that nobody has used for as long as the policy says; an administrator opens them again."""
    before = ctx.now - timedelta(days=policy.value(STALE_DAYS))
    unused = Q(last_login__lt=before) | Q(last_login__isnull=True, created_at__lt=before)
    closed = 0
    for user in User.objects.select_for_update().filter(unused, is_active=True).order_by("id"):
        user.is_active, user.closed_at = False, ctx.now
        user.save(update_fields=["is_active", "closed_at"])
        sessions.end_all(user)
        OneTimeLink.objects.filter(user=user, used_at__isnull=True).update(used_at=ctx.now)
        ctx.emit(AccountClosed(user_id=user.pk))
        closed += 1
    ctx.audit(target="accounts.user", target_id="", facts={"closed": closed})
    return StaleAccountsClosed(count=closed)


def _member(ctx: Context, user_id: UUID) -> User:
    """The person; only the marketplace itself has a say over them, for anybody may sit in several companies."""
    user = None
    if ctx.actor.company_id is None:
        user = User.objects.select_for_update().filter(pk=user_id).first()
    if user is None:
        raise NotFound("accounts.no_such_user", _("There is no such person."), remedy=_("Load the list again."))
    if user.pk == ctx.actor.user_id:
        raise NotAllowed(
            "accounts.not_oneself",
            _("This is your own account."),
            remedy=_("Your own browsers are on the page of your account."),
        )
    return user
