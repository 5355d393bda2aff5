"""API keys: create, revoke. A key never holds more than the person who made it.

Never run `create_api_key` with an idempotency key: the kept answer would hold the secret.
"""

import hashlib
import secrets
from datetime import datetime
from uuid import UUID

import msgspec
from django.utils.translation import gettext as _

from shared_apps.accounts.actors import SELF, known_permissions
from shared_apps.accounts.models import ApiKey
from shared_apps.commands import Context, command
from shared_apps.foundation.permissions import expand
from shared_apps.foundation.refusals import Invalid, NotFound

RATE_MOST = 60_000


class CreateApiKey(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """`permissions` empty: all that the maker holds now. `company_id` is honoured for the marketplace's own people."""

    name: str
    permissions: list[str] = []
    company_id: UUID | None = None
    rate_per_minute: int = 600
    expires_at: datetime | None = None


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
    prefix = secrets.token_hex(4)
    secret = f"kk_{prefix}_{secrets.token_urlsafe(32)}"
    row = ApiKey.objects.create(
        name=name,
        prefix=prefix,
        key_hash=hash_of(secret),
        company_id=data.company_id if ctx.actor.company_id is None else ctx.actor.company_id,
        permissions=sorted(permissions),
        rate_per_minute=data.rate_per_minute,
        created_by_id=ctx.actor.user_id,
        created_at=ctx.now,
        expires_at=data.expires_at,
    )
    ctx.audit(target="accounts.api_key", target_id=row.id, facts={"permissions": len(permissions)})
    return ApiKeyCreated(key_id=row.id, prefix=prefix, secret=secret)


@command("accounts.revoke_api_key", input=RevokeApiKey)
def revoke_api_key(ctx: Context, data: RevokeApiKey) -> ApiKeyRevoked:
    """Ends a key at once."""
    rows = ApiKey.objects.select_for_update().filter(pk=data.key_id, revoked_at__isnull=True)
    if ctx.actor.company_id is not None:
        rows = rows.filter(company_id=ctx.actor.company_id)
    row = rows.first()
    if row is None:
        raise NotFound("accounts.no_such_key", _("There is no such key."), remedy=_("It may be revoked already."))
    row.revoked_at = ctx.now
    row.save(update_fields=["revoked_at"])
    ctx.audit(target="accounts.api_key", target_id=row.id)
    return ApiKeyRevoked(key_id=row.id)


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
