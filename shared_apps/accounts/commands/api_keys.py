"""API keys: create, rotate, revoke. A key never holds more than the person who made it.

Never run `create_api_key` or `rotate_api_key` with an idempotency key: the kept answer would hold the secret.
"""

import hashlib
import secrets
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import msgspec
from django.utils.translation import gettext as _

from shared_apps.accounts.actors import SELF, known_permissions
from shared_apps.accounts.models import ApiKey
from shared_apps.accounts.policies import KEY_DAYS, networks_of
from shared_apps.commands import Context, command
from shared_apps.foundation.permissions import expand
from shared_apps.foundation.refusals import Conflict, Invalid, NotFound
from shared_apps.tenancy import policy

RATE_MOST = 60_000
OVERLAP_HOURS_MOST = 168


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
    name = " ".join(data.name.split())
    if not 1 <= len(name) <= 80:
        raise Invalid(
            "accounts.bad_key_name",
            _("A key needs a name of 1 to 80 characters."),
            field="name",
            remedy=_("Name the system that will use it."),
        )
    if not 1 <= data.rate_per_minute <= RATE_MOST:
        raise Invalid(
            "accounts.bad_rate",
            _("The rate must be between 1 and %(most)s requests a minute.") % {"most": RATE_MOST},
            field="rate_per_minute",
            remedy=_("Start with 600."),
        )
    if data.expires_at is not None and data.expires_at <= ctx.now:
        raise Invalid(
            "accounts.expired_already",
            _("The key would have expired already."),
            field="expires_at",
            remedy=_("Choose a later time, or none."),
        )
    permissions = _permissions(ctx, data.permissions)
    if data.is_unattended and not data.networks and ctx.actor.kind != "system":
        raise Invalid(
            "accounts.unattended_everywhere",
            _("A key that acts without a person works from named networks alone."),
            field="networks",
            remedy=_("Name the networks of the system that will use it."),
        )
    made, row = _new(
        name=name,
        networks=_networks(data.networks),
        is_unattended=data.is_unattended,
        company_id=data.company_id if ctx.actor.company_id is None else ctx.actor.company_id,
        permissions=sorted(permissions),
        rate_per_minute=data.rate_per_minute,
        created_by_id=ctx.actor.user_id,
        created_at=ctx.now,
        expires_at=_expiry(ctx, data.expires_at),
    )
    ctx.audit(
        target="accounts.api_key",
        target_id=row.id,
        facts={"permissions": len(permissions), "unattended": row.is_unattended},
    )
    return made


@command("accounts.rotate_api_key", input=RotateApiKey, needs_fresh_factor=True, risk="high", idempotent=False)
def rotate_api_key(ctx: Context, data: RotateApiKey) -> ApiKeyCreated:
    """Puts a new key in the place of one; both work for some hours."""
    if not 0 <= data.overlap_hours <= OVERLAP_HOURS_MOST:
        raise Invalid(
            "accounts.bad_overlap",
            _("Both keys can work for 0 to %(most)s hours.") % {"most": OVERLAP_HOURS_MOST},
            field="overlap_hours",
            remedy=_("Start with 24."),
        )
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
    permissions = frozenset(old.permissions) if ctx.actor.kind == "system" else _permissions(ctx, old.permissions)
    made, row = _new(
        name=old.name,
        networks=old.networks,
        is_unattended=old.is_unattended,
        company_id=old.company_id,
        permissions=sorted(permissions),
        rate_per_minute=old.rate_per_minute,
        created_by_id=ctx.actor.user_id or old.created_by_id,
        created_at=ctx.now,
        expires_at=_expiry(ctx, None),
    )
    ends = ctx.now + timedelta(hours=data.overlap_hours)
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


def _expiry(ctx: Context, wanted: datetime | None) -> datetime:
    days = policy.value(KEY_DAYS)
    last = ctx.now + timedelta(days=days)
    # A date is chosen by its day, and is good until the end of that day.
    if wanted is not None and wanted > last + timedelta(days=1):
        raise Invalid(
            "accounts.key_too_long",
            _("A key lasts at most %(days)s days here.") % {"days": days},
            field="expires_at",
            remedy=_("Choose an earlier day, and put a new key in its place before."),
        )
    return min(wanted, last) if wanted else last


def _networks(wanted: list[str]) -> list[str]:
    try:
        return networks_of("\n".join(wanted))[:50]
    except ValueError as error:
        raise Invalid(
            "accounts.no_network",
            _("This is no network: %(text)s.") % {"text": str(error)[:80]},
            field="networks",
            remedy=_("Write one a line, for example 203.0.113.0/24 or 2001:db8::/32."),
        ) from error


def _permissions(ctx: Context, wanted: list[str]) -> frozenset[str]:
    known = known_permissions()
    asked = expand(wanted, known)
    unknown = sorted(asked - known)
    if unknown:
        raise Invalid(
            "accounts.unknown_permission",
            _("There is no permission %(code)s.") % {"code": unknown[0]},
            field="permissions",
            remedy=_("Take the codes from the list on the page of keys."),
        )
    if ctx.actor.kind == "system":
        return asked
    held = frozenset(code for code in ctx.actor.permissions if code in known and code != SELF)
    asked = asked or held
    excess = sorted(asked - held)
    if excess:
        raise Invalid(
            "accounts.more_than_own",
            _("You do not hold %(code)s yourself.") % {"code": excess[0]},
            field="permissions",
            remedy=_("A key can do at most what its maker may do."),
        )
    return asked
