"""Connect an account with what a provider calls its owner: by its owner, or with an invitation; and end that."""

from uuid import UUID

import msgspec
from django.db import IntegrityError, transaction

from shared_apps.accounts.actors import SELF
from shared_apps.accounts.commands import EndSessionsByProvider, UseInvitation, end_sessions_by_provider, use_invitation
from shared_apps.accounts.models import User
from shared_apps.accounts.own import own_user
from shared_apps.commands import Context, command
from tenant_apps.federation import errors
from tenant_apps.federation.decisions.reach import may_speak_for
from tenant_apps.federation.events import IdentityLinked, IdentityUnlinked
from tenant_apps.federation.models import ExternalIdentity, IdentityProvider
from tenant_apps.federation.proofs import open_proof, subject_hash
from tenant_apps.federation.seats import houses_of, seats_of
from tenant_apps.federation.types import How, Verified


class LinkIdentity(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """`proof` is what we made of the provider's word; nothing else is taken."""

    proof: str


class LinkByInvitation(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    proof: str
    token: str


class Disconnect(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    identity_id: UUID


class Connected(msgspec.Struct, frozen=True, kw_only=True):
    identity_id: UUID
    user_id: UUID


@command(
    "federation.link_identity", input=LinkIdentity, permission=SELF, needs_fresh_factor=True, risk="high",
    idempotent=False,
)  # fmt: skip
def link_identity(ctx: Context, data: LinkIdentity) -> Connected:
    """Connects the own account with what the provider calls its owner, who has just proved to be there."""
    said = open_proof(data.proof)
    user = own_user(ctx.actor)
    return connect(ctx, said, active_provider(said.provider_id), user.pk, "linked")


@command("federation.link_by_invitation", input=LinkByInvitation, public=True, idempotent=False)
def link_by_invitation(ctx: Context, data: LinkByInvitation) -> Connected:
    """Takes an invitation with a provider's word in the place of a password. The invitation is used up."""
    said = open_proof(data.proof)
    provider = active_provider(said.provider_id)
    if provider.reach == "linked":
        raise errors.not_for_you()
    user_id = ctx.call(use_invitation, UseInvitation(token=data.token)).user_id
    return connect(ctx, said, provider, user_id, "invited")


@command(
    "federation.disconnect", input=Disconnect, permission=SELF, needs_fresh_factor=True, risk="high", idempotent=False
)
def disconnect(ctx: Context, data: Disconnect) -> Connected:
    """Ends a connection of the own account and signs out the browsers it signed in."""
    user = own_user(ctx.actor, under_lock=True)
    row = ExternalIdentity.objects.select_for_update().filter(pk=data.identity_id, user=user).first()
    if row is None:
        raise errors.no_connection()
    others = ExternalIdentity.objects.filter(user=user, provider__state="active").exclude(pk=row.pk)
    if not user.has_usable_password() and not others.exists():
        raise errors.last_way_in()
    identity_id, provider_id = row.pk, row.provider_id
    row.delete()
    ctx.call(end_sessions_by_provider, EndSessionsByProvider(provider_id=provider_id, user_id=user.pk))
    ctx.emit(IdentityUnlinked(provider_id=provider_id, user_id=user.pk))
    ctx.audit(target="federation.provider", target_id=provider_id, facts={"user_id": str(user.pk)})
    return Connected(identity_id=identity_id, user_id=user.pk)


def active_provider(provider_id: UUID) -> IdentityProvider:
    """The provider while it is in use, kept from ending until the transaction is over."""
    row = IdentityProvider.objects.select_for_update(of=("self",)).filter(pk=provider_id, state="active").first()
    if row is None:
        raise errors.provider_unknown(provider_id)
    return row


def connect(ctx: Context, said: Verified, provider: IdentityProvider, user_id: UUID, how: How) -> Connected:
    """Write that this subject is this person; refused when either has another one at the provider."""
    User.objects.select_for_update().get(pk=user_id)
    if not may_speak_for(houses_of(provider.company_id), seats_of(user_id)):
        raise errors.not_for_you()
    row = ExternalIdentity(
        provider=provider,
        user_id=user_id,
        subject=said.subject,
        subject_hash=subject_hash(said.issuer, said.subject),
        how=how,
        linked_at=ctx.now,
    )
    try:
        with transaction.atomic(using=ctx.using):
            row.save(force_insert=True)
    except IntegrityError as error:
        raise (errors.is_somebody_elses() if "identity_once" in str(error) else errors.has_another()) from error
    ctx.emit(IdentityLinked(provider_id=provider.pk, user_id=user_id, how=how))
    ctx.audit(
        target="federation.provider",
        target_id=provider.pk,
        facts={"user_id": str(user_id), "how": how, "kind": provider.kind},
    )
    return Connected(identity_id=row.pk, user_id=user_id)
