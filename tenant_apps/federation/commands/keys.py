"""Our own keys for a provider: a new one beside the old, and the old one ended when the provider knows the new."""

from datetime import datetime
from uuid import UUID

import msgspec

from shared_apps.commands import Context, command
from tenant_apps.federation import errors, own_keys
from tenant_apps.federation.models import IdentityProvider, ProviderKey
from tenant_apps.federation.permissions import MANAGE_PROVIDER


class MakeProviderKey(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A key to decrypt what a SAML provider encrypts, or to sign who we are to an OpenID one; two count at most."""

    provider_id: UUID


class EndProviderKey(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    key_id: UUID


class ProviderKeyWritten(msgspec.Struct, frozen=True, kw_only=True):
    """`mark` is the SHA-256 of what the provider is told: of the certificate in hex, or a JWK's thumbprint."""

    key_id: UUID
    provider_id: UUID
    mark: str


@command(
    "federation.make_provider_key", input=MakeProviderKey, permission=MANAGE_PROVIDER, needs_fresh_factor=True,
    risk="high",
)  # fmt: skip
def make_provider_key(ctx: Context, data: MakeProviderKey) -> ProviderKeyWritten:
    """Makes a key of ours for a provider. The old one counts on until it is ended."""
    row = own_provider(ctx, data.provider_id)
    if row.state == "ended":
        raise errors.wrong_state(row.state)
    if len(own_keys.counting(row)) >= own_keys.MOST:
        raise errors.keys_enough()
    key = own_keys.made(row, ctx.now)
    key.save()
    return _written(ctx, key, "made")


@command(
    "federation.end_provider_key", input=EndProviderKey, permission=MANAGE_PROVIDER, needs_fresh_factor=True,
    risk="high",
)  # fmt: skip
def end_provider_key(ctx: Context, data: EndProviderKey) -> ProviderKeyWritten:
    """Ends a key of ours for good: what is encrypted for it is refused from now on, and it signs nothing more."""
    seen = IdentityProvider.objects.visible_to(ctx.actor)
    found = ProviderKey.objects.filter(pk=data.key_id, ended_at=None, provider__in=seen).first()
    if found is None:
        raise errors.key_unknown()
    provider = own_provider(ctx, found.provider_id)
    # Read again: another may have ended it, or its fellow, while this one waited for the provider.
    left = own_keys.counting(provider)
    key = next((one for one in left if one.pk == found.pk), None)
    if key is None:
        raise errors.key_unknown()
    if len(left) == 1 and _needed(provider):
        raise errors.last_key()
    _end(key, ctx.now)
    return _written(ctx, key, "ended")


def ensure_key(provider: IdentityProvider, now: datetime) -> None:
    """Make the first key of a provider that cannot do without one."""
    if _needed(provider) and not own_keys.counting(provider):
        own_keys.made(provider, now).save()


def end_keys(provider: IdentityProvider, now: datetime) -> None:
    """End every key of a provider that ends."""
    for key in own_keys.counting(provider):
        _end(key, now)


def own_provider(ctx: Context, provider_id: UUID) -> IdentityProvider:
    """The provider, locked; NotFound where the actor does not see it."""
    rows = IdentityProvider.objects.visible_to(ctx.actor).select_for_update(of=("self",))
    row = rows.filter(pk=provider_id).first()
    if row is None:
        raise errors.provider_unknown(provider_id)
    return row


def _end(key: ProviderKey, now: datetime) -> None:
    key.ended_at, key.private = now, ""
    key.save(update_fields=["ended_at", "private"])


def _needed(provider: IdentityProvider) -> bool:
    return provider.must_encrypt or provider.auth_method == "private_key_jwt"


def _written(ctx: Context, key: ProviderKey, what: str) -> ProviderKeyWritten:
    facts = {"key": what, "use": key.use, "mark": key.mark}
    ctx.audit(target="federation.provider", target_id=key.provider_id, facts=facts)
    return ProviderKeyWritten(key_id=key.pk, provider_id=key.provider_id, mark=key.mark)
