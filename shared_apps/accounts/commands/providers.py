"""What an identity provider's word does to browsers: proves anew that somebody is there, and ends with the provider."""

from uuid import UUID

import msgspec

from shared_apps.accounts import links, sessions
from shared_apps.accounts.errors import link_dead, sign_in_first
from shared_apps.accounts.models import OneTimeLink, SignInSession
from shared_apps.commands import Context, command


class ConfirmByProvider(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    user_id: UUID
    session_key: str
    with_factor: bool


class ConfirmedByProvider(msgspec.Struct, frozen=True, kw_only=True):
    session_id: UUID


class EndSessionsByProvider(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Those of one person, or of everybody."""

    provider_id: UUID
    user_id: UUID | None = None


class SessionsByProviderEnded(msgspec.Struct, frozen=True, kw_only=True):
    count: int


class UseInvitation(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    token: str


class InvitationUsed(msgspec.Struct, frozen=True, kw_only=True):
    user_id: UUID


@command("accounts.confirm_by_provider", input=ConfirmByProvider, system_only=True, idempotent=False)
def confirm_by_provider(ctx: Context, data: ConfirmByProvider) -> ConfirmedByProvider:
    """Notes that a provider asked a signed-in person anew who they are."""
    rows = SignInSession.objects.select_for_update().filter(session_key=data.session_key, user_id=data.user_id)
    row = rows.first()
    if row is None:
        raise sign_in_first()
    row.confirmed_at = ctx.now
    if data.with_factor:
        row.factor_at = ctx.now
    row.save(update_fields=["confirmed_at", "factor_at"])
    ctx.audit(target="accounts.user", target_id=data.user_id, facts={"outcome": "confirmed", "by": "provider"})
    return ConfirmedByProvider(session_id=row.pk)


@command("accounts.end_sessions_by_provider", input=EndSessionsByProvider, system_only=True)
def end_sessions_by_provider(ctx: Context, data: EndSessionsByProvider) -> SessionsByProviderEnded:
    """Signs out whom a provider has signed in."""
    rows = SignInSession.objects.filter(provider_id=data.provider_id)
    count = sessions.end(rows if data.user_id is None else rows.filter(user_id=data.user_id))
    ctx.audit(target="federation.provider", target_id=data.provider_id, facts={"ended": count})
    return SessionsByProviderEnded(count=count)


@command("accounts.use_invitation", input=UseInvitation, system_only=True, idempotent=False)
def use_invitation(ctx: Context, data: UseInvitation) -> InvitationUsed:
    """Uses an invitation up for somebody who takes it with a provider's word and not with a password."""
    link = links.find(data.token, ctx.now, under_lock=True)
    if link is None or link.purpose != "invitation":
        raise link_dead()
    OneTimeLink.objects.filter(user_id=link.user_id, used_at__isnull=True).update(used_at=ctx.now)
    ctx.audit(target="accounts.user", target_id=link.user_id, facts={"purpose": link.purpose})
    return InvitationUsed(user_id=link.user_id)
