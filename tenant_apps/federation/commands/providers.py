"""Make, change, put in use and end an identity provider. Whoever does may let others in, so each asks for a proof."""

from typing import Any
from uuid import UUID

import msgspec
from django.db import IntegrityError, transaction

from shared_apps.accounts import policies
from shared_apps.accounts.commands import EndSessionsByProvider, end_sessions_by_provider
from shared_apps.commands import Context, command
from shared_apps.tenancy import policy
from tenant_apps.federation import errors
from tenant_apps.federation.commands.keys import end_keys, ensure_key, own_provider
from tenant_apps.federation.events import ProviderChanged
from tenant_apps.federation.fields import checked
from tenant_apps.federation.models import IdentityProvider
from tenant_apps.federation.permissions import MANAGE_PROVIDER
from tenant_apps.federation.protocols import oidc
from tenant_apps.federation.types import AuthMethod, Kind
from tenant_apps.identity.commands import check_role_of_newcomers
from tenant_apps.parties.errors import company_unknown
from tenant_apps.parties.queries import list_by_ids


class CreateProvider(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """`issuer` is the address of an OpenID provider, the entity id of a SAML one; it cannot be changed later.

    OpenID needs `client_id` and, unless the provider wants none, `client_secret`, which is never shown again; SAML
    needs `sso_url` and `certificates` (PEM). `reach`: `linked` signs in who connected it, `invited` also takes
    invitations, `members` also makes members of `role` for `mail_domains`. `factors`: words (acr, amr,
    AuthnContextClassRef) by which it says that a second factor was given. `may_begin`: SAML answers nobody asked for
    are taken. `must_encrypt`: SAML assertions in plain are refused. `auth_method`: how we prove ourselves to an OpenID
    provider, `secret` or `private_key_jwt`. Either makes a key of ours, if there is none.
    """

    kind: Kind
    name: str
    issuer: str
    company_id: UUID | None = None
    client_id: str = ""
    client_secret: str = ""
    sso_url: str = ""
    certificates: str = ""
    mail_domains: list[str] = []
    reach: str = "linked"
    role: str = ""
    factors: list[str] = []
    may_begin: bool = False
    must_encrypt: bool = False
    auth_method: AuthMethod = "secret"


class ChangeProvider(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Only what is given changes."""

    provider_id: UUID
    name: str | None = None
    client_id: str | None = None
    client_secret: str | None = None
    sso_url: str | None = None
    certificates: str | None = None
    mail_domains: list[str] | None = None
    reach: str | None = None
    role: str | None = None
    factors: list[str] | None = None
    may_begin: bool | None = None
    must_encrypt: bool | None = None
    auth_method: AuthMethod | None = None


class ActivateProvider(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    provider_id: UUID


class EndProvider(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    provider_id: UUID


class ProviderWritten(msgspec.Struct, frozen=True, kw_only=True):
    """`sessions` is how many browsers were signed out."""

    provider_id: UUID
    state: str
    sessions: int = 0


@command(
    "federation.create_provider", input=CreateProvider, permission=MANAGE_PROVIDER, needs_fresh_factor=True, risk="high"
)
def create_provider(ctx: Context, data: CreateProvider) -> ProviderWritten:
    """Makes an identity provider as a draft, which signs nobody in but can be tried."""
    company_id = data.company_id or ctx.actor.company_id
    if ctx.actor.company_id not in (None, company_id):
        raise company_unknown(company_id) if company_id else errors.provider_unknown()
    if company_id is not None and company_id not in list_by_ids([company_id]):
        raise company_unknown(company_id)
    fields = checked(data.kind, {**msgspec.structs.asdict(data), "company_id": company_id})
    row = IdentityProvider(kind=data.kind, made_at=ctx.now, made_by_id=ctx.actor.user_id, **fields)
    _check_role(ctx, row)
    _save(ctx, row)
    ensure_key(row, ctx.now)
    return _written(ctx, row)


@command(
    "federation.change_provider", input=ChangeProvider, permission=MANAGE_PROVIDER, needs_fresh_factor=True, risk="high"
)
def change_provider(ctx: Context, data: ChangeProvider) -> ProviderWritten:
    """Changes an identity provider; who is signed in by it stays so, unless its keys or its address changed."""
    row = own_provider(ctx, data.provider_id)
    if row.state == "ended":
        raise errors.wrong_state(row.state)
    wanted = {name: value for name, value in msgspec.structs.asdict(data).items() if value is not None}
    wanted.pop("provider_id")
    before = {name: getattr(row, name) for name in wanted}
    fields = checked(row.kind, {**_fields_of(row), **wanted})
    changed = sorted(name for name in wanted if fields[name] != before[name])
    for name in changed:
        setattr(row, name, fields[name])
    # Goes where a key of ours takes its place.
    row.client_secret = fields["client_secret"]
    if {"reach", "role", "mail_domains"}.intersection(changed):
        _check_role(ctx, row)
        if row.state == "active":
            _check_members(ctx, row)
    _save(ctx, row)
    ensure_key(row, ctx.now)
    oidc.forget(row)
    ended = _end_sessions(ctx, row) if {"client_id", "sso_url", "certificates"}.intersection(changed) else 0
    return _written(ctx, row, ended, changed=", ".join(changed))


@command(
    "federation.activate_provider", input=ActivateProvider, permission=MANAGE_PROVIDER, needs_fresh_factor=True,
    risk="high",
)  # fmt: skip
def activate_provider(ctx: Context, data: ActivateProvider) -> ProviderWritten:
    """Puts a draft in use: from now on it signs people in."""
    row = own_provider(ctx, data.provider_id)
    if row.state != "draft":
        raise errors.wrong_state(row.state)
    _check_members(ctx, row)
    row.state, row.activated_at = "active", ctx.now
    _save(ctx, row)
    return _written(ctx, row)


@command("federation.end_provider", input=EndProvider, permission=MANAGE_PROVIDER, needs_fresh_factor=True, risk="high")
def end_provider(ctx: Context, data: EndProvider) -> ProviderWritten:
    """Ends an identity provider for good and signs out whom it has signed in."""
    row = own_provider(ctx, data.provider_id)
    if row.state == "ended":
        raise errors.wrong_state(row.state)
    if row.state == "active" and row.company_id is None and policy.value(policies.SSO_DEMANDED):
        others = IdentityProvider.objects.filter(state="active", company=None).exclude(pk=row.pk)
        if not others.exists():
            raise errors.still_demanded()
    row.state, row.ended_at, row.client_secret = "ended", ctx.now, ""
    _save(ctx, row)
    end_keys(row, ctx.now)
    oidc.forget(row)
    return _written(ctx, row, _end_sessions(ctx, row))


def _fields_of(row: IdentityProvider) -> dict[str, Any]:
    names = ("name", "issuer", "company_id", "client_id", "client_secret", "sso_url", "certificates", "mail_domains",
             "reach", "role", "factors", "may_begin", "must_encrypt", "auth_method")  # fmt: skip
    return {name: getattr(row, name) for name in names}


def _check_role(ctx: Context, row: IdentityProvider) -> None:
    if row.reach == "members":
        check_role_of_newcomers(ctx, row.role, row.company_id)


def _check_members(ctx: Context, row: IdentityProvider) -> None:
    """A company does not say by itself for which mail domains it may make accounts."""
    if row.reach == "members" and not (ctx.actor.is_marketplace or ctx.actor.kind == "system"):
        raise errors.only_the_marketplace()


def _save(ctx: Context, row: IdentityProvider) -> None:
    try:
        with transaction.atomic(using=ctx.using):
            row.save()
    except IntegrityError as error:
        if "provider_once" not in str(error):
            raise
        raise errors.provider_taken() from error


def _end_sessions(ctx: Context, row: IdentityProvider) -> int:
    return ctx.call(end_sessions_by_provider, EndSessionsByProvider(provider_id=row.pk)).count


def _written(ctx: Context, row: IdentityProvider, sessions: int = 0, **facts: str) -> ProviderWritten:
    ctx.emit(ProviderChanged(provider_id=row.pk, company_id=row.company_id, kind=row.kind, state=row.state))
    told = {"kind": row.kind, "state": row.state, "reach": row.reach, "company_id": str(row.company_id or ""), **facts}
    ctx.audit(target="federation.provider", target_id=row.pk, facts=told)
    return ProviderWritten(provider_id=row.pk, state=row.state, sessions=sessions)
