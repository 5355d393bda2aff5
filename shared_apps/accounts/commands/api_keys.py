"""API keys: create, rotate, revoke. A key never holds more than the person who made it.

Never run `create_api_key` or `rotate_api_key` with an idempotency key: the kept answer would hold the secret.
"""

import hashlib
import secrets
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
from django.utils.translation import gettext as _

from shared_apps.accounts.machine_rights import checked, checked_overlap, expiry, held_of
from shared_apps.accounts.models import ApiKey
from shared_apps.commands import Context, command
from shared_apps.foundation.refusals import Conflict, NotFound


class CreateApiKey(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """`permissions` empty: all that the maker holds now. `company_id` is honoured for the marketplace's own people.

    `expires_at` none: as long as a key may last here. `networks` empty: it may be used from everywhere.
    `is_unattended`: it may award, pay, change roles and rules, which otherwise a person confirms. It then needs some.
    """

    name: str
    permissions: list[str] = []
    company_id: UUID | None = None
    rate_per_minute: int = 600
    expires_at: datetime | None = None
    networks: list[str] = []
    is_unattended: bool = False


class RotateApiKey(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The old key works on for `overlap_hours`, so that no request is lost while the other system changes over."""

    key_id: UUID
    overlap_hours: int = 24


class ApiKeyCreated(msgspec.Struct, frozen=True, kw_only=True):
    """`secret` can be seen this once only."""

    key_id: UUID
    prefix: str
    secret: str


class RevokeApiKey(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    key_id: UUID


class ApiKeyRevoked(msgspec.Struct, frozen=True, kw_only=True):
    key_id: UUID


def hash_of(secret: str) -> str:
    """What is stored of a key. Plain SHA-256: the secret has 256 random bits, guessing does not get easier."""
    return hashlib.sha256(secret.encode()).hexdigest()


@command("accounts.create_api_key", input=CreateApiKey, needs_fresh_factor=True, risk="high", idempotent=False)
def create_api_key(ctx: Context, data: CreateApiKey) -> ApiKeyCreated:
    """Creates a key for another system; the secret is shown once."""
    made, row = _new(**checked(ctx, data))
    ctx.audit(
        target="accounts.api_key",
        target_id=row.id,
        facts={"permissions": len(row.permissions), "unattended": row.is_unattended},
    )
    return made


@command("accounts.rotate_api_key", input=RotateApiKey, needs_fresh_factor=True, risk="high", idempotent=False)
def rotate_api_key(ctx: Context, data: RotateApiKey) -> ApiKeyCreated:
    """Puts a new key in the place of one; both work for some hours."""
    overlap = checked_overlap(data.overlap_hours)
    old = _own_key(ctx, data.key_id)
    over = (old.expires_at is not None and old.expires_at <= ctx.now) or old.replaced_by_id is not None
    if over:
        raise Conflict(
            "accounts.key_over",
            _("This key has expired, or another one has taken its place."),
            field="key_id",
            remedy=_("Create a new key."),
        )
    # As far as whoever does it may give it: a key never holds more than the person who made it.
    permissions = frozenset(old.permissions) if ctx.actor.kind == "system" else held_of(ctx, old.permissions)
    made, row = _new(
        name=old.name,
        networks=old.networks,
        is_unattended=old.is_unattended,
        company_id=old.company_id,
        permissions=sorted(permissions),
        rate_per_minute=old.rate_per_minute,
        created_by_id=ctx.actor.user_id or old.created_by_id,
        created_at=ctx.now,
        expires_at=expiry(ctx, None),
    )
    ends = ctx.now + overlap
    old.expires_at = min(old.expires_at, ends) if old.expires_at else ends
    old.replaced_by = row
    old.save(update_fields=["expires_at", "replaced_by"])
    facts = {"old": str(old.pk), "until": old.expires_at.isoformat()}
    ctx.audit(target="accounts.api_key", target_id=row.id, facts=facts)
    return made


@command("accounts.revoke_api_key", input=RevokeApiKey)
def revoke_api_key(ctx: Context, data: RevokeApiKey) -> ApiKeyRevoked:
    """Ends a key at once."""
    row = _own_key(ctx, data.key_id)
    row.revoked_at = ctx.now
    row.save(update_fields=["revoked_at"])
    ctx.audit(target="accounts.api_key", target_id=row.id)
    return ApiKeyRevoked(key_id=row.id)


def _own_key(ctx: Context, key_id: UUID) -> ApiKey:
    rows = ApiKey.objects.select_for_update().filter(pk=key_id, revoked_at__isnull=True)
    if ctx.actor.company_id is not None:
        rows = rows.filter(company_id=ctx.actor.company_id)
    row = rows.first()
    if row is None:
        raise NotFound("accounts.no_such_key", _("There is no such key."), remedy=_("It may be revoked already."))
    return row


def _new(**fields: Any) -> tuple[ApiKeyCreated, ApiKey]:
    prefix = secrets.token_hex(4)
    secret = f"kk_{prefix}_{secrets.token_urlsafe(32)}"
    row = ApiKey.objects.create(prefix=prefix, key_hash=hash_of(secret), **fields)
    return ApiKeyCreated(key_id=row.id, prefix=prefix, secret=secret), row
