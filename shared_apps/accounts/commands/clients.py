"""Clients of OAuth 2.0: make one, put a new secret in the place of the old, end it; and the tokens they get.

Never run `create_client` or `rotate_client` with an idempotency key: the kept answer would hold the secret.
"""

import secrets
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import msgspec
from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from shared_apps.accounts import throttling
from shared_apps.accounts.assertions import public_keys
from shared_apps.accounts.commands.api_keys import CreateApiKey, hash_of
from shared_apps.accounts.decisions.lockout import ADDRESS
from shared_apps.accounts.machine_rights import checked, checked_overlap, held_of
from shared_apps.accounts.models import AccessToken, ClientAssertion, ClientSecret, MachineClient
from shared_apps.accounts.policies import TOKEN_MINUTES
from shared_apps.commands import Context, command
from shared_apps.foundation.refusals import Conflict, Invalid, NotAllowed, NotFound
from shared_apps.tenancy import policy

TOKEN_PREFIX = "kt_"


class CreateClient(CreateApiKey, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """As a key is asked for; what is named as its permissions is what its tokens may be asked for.

    `jwks`: public keys (a JWK set as JSON) it proves itself with; then it has no secret.
    """

    jwks: str = ""


class RotateClient(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The old secret counts on for `overlap_hours`, and so do tokens that were got for it.

    `jwks`: public keys in the place of the old ones, or of a secret; who has keys never gets a secret again.
    """

    client_id: UUID
    overlap_hours: int = 24
    jwks: str = ""


class EndClient(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    client_id: UUID


class ClientMade(msgspec.Struct, frozen=True, kw_only=True):
    """`secret` can be seen this once only; empty for a client that proves itself by keys."""

    client_id: UUID
    secret: str


class ClientEnded(msgspec.Struct, frozen=True, kw_only=True):
    client_id: UUID


class IssueToken(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """For a client that proved itself by a secret or key. `permissions` are those it asked for, among its own."""

    client_id: UUID
    secret_id: UUID
    permissions: list[str]


class TokenIssued(msgspec.Struct, frozen=True, kw_only=True):
    token: str
    expires_in: int


class TakeAssertion(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """An assertion whose signature held, by its id; until when it could be sent again."""

    client_id: UUID
    jti: str
    until: datetime


class AssertionTaken(msgspec.Struct, frozen=True, kw_only=True):
    pass


class RevokeToken(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    client_id: UUID
    token: str


class TokenRevoked(msgspec.Struct, frozen=True, kw_only=True):
    """`count` is 0 where there was no such token of this client."""

    count: int


class CountClientFailure(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    ip: str | None = None


class ClientFailureCounted(msgspec.Struct, frozen=True, kw_only=True):
    pass


@command(
    "accounts.create_client",
    input=CreateClient,
    permission="accounts.create_api_key",
    needs_fresh_factor=True,
    risk="high",
    idempotent=False,
)
def create_client(ctx: Context, data: CreateClient) -> ClientMade:
    """Makes a client of OAuth 2.0 for another system; its secret is shown once, or it has public keys."""
    keys = public_keys(data.jwks) if data.jwks else []
    row = MachineClient.objects.create(**checked(ctx, data))
    facts = {"permissions": len(row.permissions), "unattended": row.is_unattended, "keys": len(keys)}
    ctx.audit(target="accounts.machine_client", target_id=row.pk, facts=facts)
    return ClientMade(client_id=row.pk, secret=_new_proof(row, keys, ctx.now))


@command(
    "accounts.rotate_client",
    input=RotateClient,
    permission="accounts.rotate_api_key",
    needs_fresh_factor=True,
    risk="high",
    idempotent=False,
)
def rotate_client(ctx: Context, data: RotateClient) -> ClientMade:
    """Puts a new secret, or new keys, in the place of the old; both count for some hours."""
    keys = public_keys(data.jwks) if data.jwks else []
    overlap = checked_overlap(data.overlap_hours)
    row = _own_client(ctx, data.client_id)
    if row.expires_at is not None and row.expires_at <= ctx.now:
        raise Conflict(
            "accounts.client_over",
            _("This client has expired."),
            field="client_id",
            remedy=_("Make a new client."),
        )
    if ctx.actor.kind != "system":
        # A secret is worth what its client may do: nobody makes one for more than they hold.
        held_of(ctx, row.permissions)
    counting = list(valid_secrets(row, ctx.now).order_by("-created_at", "-id"))
    _check_keys(counting, keys)
    ends = ctx.now + overlap
    for one in counting:
        # Of several only the newest counts on; keys that came together are as new as each other.
        until = ends if one.created_at == counting[0].created_at else ctx.now
        one.expires_at = min(one.expires_at, until) if one.expires_at else until
        one.save(update_fields=["expires_at"])
    ctx.audit(
        target="accounts.machine_client",
        target_id=row.pk,
        facts={"until": ends.isoformat(), "before": len(counting), "keys": len(keys)},
    )
    return ClientMade(client_id=row.pk, secret=_new_proof(row, keys, ctx.now))


@command(
    "accounts.end_client",
    input=EndClient,
    permission="accounts.revoke_api_key",
)
def end_client(ctx: Context, data: EndClient) -> ClientEnded:
    """Ends a client with its secrets and tokens, at once."""
    row = _own_client(ctx, data.client_id)
    row.revoked_at = ctx.now
    row.save(update_fields=["revoked_at"])
    ctx.audit(target="accounts.machine_client", target_id=row.pk)
    return ClientEnded(client_id=row.pk)


@command("accounts.issue_token", input=IssueToken, public=True, idempotent=False)
def issue_token(ctx: Context, data: IssueToken) -> TokenIssued:
    """Gives a client that has proved itself a token for some minutes."""
    _only_itself(ctx, data.client_id)
    row = MachineClient.objects.filter(pk=data.client_id, revoked_at__isnull=True).first()
    secret = valid_secrets(row, ctx.now).filter(pk=data.secret_id).first() if row is not None else None
    if row is None or secret is None or set(data.permissions) - set(row.permissions):
        raise _not_itself()
    until = ctx.now + timedelta(minutes=policy.value(TOKEN_MINUTES))
    until = min(one for one in (until, row.expires_at, secret.expires_at) if one is not None)
    token = TOKEN_PREFIX + secrets.token_urlsafe(32)
    AccessToken.objects.create(
        client=row,
        secret=secret,
        token_hash=hash_of(token),
        permissions=sorted(data.permissions),
        created_at=ctx.now,
        expires_at=until,
    )
    MachineClient.objects.filter(pk=row.pk).update(last_used_at=ctx.now)
    ctx.audit(target="accounts.machine_client", target_id=row.pk, facts={"permissions": len(data.permissions)})
    return TokenIssued(token=token, expires_in=max(1, int((until - ctx.now).total_seconds())))


@command("accounts.take_assertion", input=TakeAssertion, public=True, idempotent=False)
def take_assertion(ctx: Context, data: TakeAssertion) -> AssertionTaken:
    """Takes an assertion of a client, which counts once whatever it is shown for."""
    _only_itself(ctx, data.client_id)
    try:
        with transaction.atomic(using=ctx.using):
            ClientAssertion.objects.create(client_id=data.client_id, jti_hash=hash_of(data.jti), expires_at=data.until)
    except IntegrityError as error:
        if "client_assertion_once" not in str(error):
            raise
        raise Conflict(
            "accounts.assertion_used",
            _("This assertion was used already."),
            field="jti",
            remedy=_("Sign a new one, with an id of its own, for each request."),
        ) from error
    ctx.audit(target="accounts.machine_client", target_id=data.client_id)
    return AssertionTaken()


@command("accounts.revoke_token", input=RevokeToken, public=True, idempotent=False)
def revoke_token(ctx: Context, data: RevokeToken) -> TokenRevoked:
    """Ends a token of the client that asks; of any other it says nothing."""
    _only_itself(ctx, data.client_id)
    rows = AccessToken.objects.filter(
        client_id=data.client_id, token_hash=hash_of(data.token), revoked_at__isnull=True, expires_at__gt=ctx.now
    )
    count = rows.update(revoked_at=ctx.now)
    ctx.audit(target="accounts.machine_client", target_id=data.client_id, facts={"revoked": count})
    return TokenRevoked(count=count)


@command("accounts.count_client_failure", input=CountClientFailure, public=True, idempotent=False)
def count_client_failure(ctx: Context, data: CountClientFailure) -> ClientFailureCounted:
    """Counts that somebody asked for a token without proving who they are; too many from one network are shut out."""
    keys = failure_keys(data.ip)
    if keys:
        throttling.count_failure(keys, ctx.now)
    ctx.audit(target="accounts.machine_client", target_id="", facts={"failed": True})
    return ClientFailureCounted()


def failure_keys(ip: str | None) -> list[throttling.Key]:
    """Under what failures are counted: by network alone, for nobody guesses a secret, and nobody locks out a client."""
    return [(f"client-from:{throttling.network_of(ip)}"[:80], ADDRESS)] if ip else []


def valid_secrets(client: MachineClient, now: datetime) -> QuerySet[ClientSecret]:
    """The secrets of a client that count at that moment."""
    return ClientSecret.objects.filter(client=client).filter(Q(expires_at__isnull=True) | Q(expires_at__gt=now))


def _only_itself(ctx: Context, client_id: UUID) -> None:
    if ctx.actor.kind != "api_key" or ctx.actor.id != str(client_id):
        raise _not_itself()


def _not_itself() -> NotAllowed:
    return NotAllowed(
        "accounts.client_unproved",
        _("This client has not proved who it is."),
        remedy=_("Send its id and a secret that counts, or an assertion signed by its key."),
        status=401,
    )


def _check_keys(counting: list[ClientSecret], keys: list[dict[str, Any]]) -> None:
    """A client with keys gets keys; and one name (kid) means one key as long as both count."""
    before = {one.jwk["kid"]: one.jwk["thumbprint"] for one in counting if one.jwk}
    if before and not keys:
        raise Invalid(
            "accounts.keys_needed",
            _("This client proves itself by keys, and a secret would be weaker."),
            field="jwks",
            remedy=_("Paste the JWK set with the new public keys."),
        )
    for one in keys:
        if before.get(one["kid"], one["thumbprint"]) != one["thumbprint"]:
            raise Invalid(
                "accounts.key_name_taken",
                _("Another key that still counts has the name %(kid)s.") % {"kid": one["kid"][:80]},
                field="jwks",
                remedy=_("Give the new key a name (kid) of its own."),
            )


def _new_proof(client: MachineClient, keys: list[dict[str, Any]], now: datetime) -> str:
    """What the client proves itself by from now on: the keys, or a new secret, which is the answer."""
    for one in keys:
        ClientSecret.objects.create(client=client, prefix=one["thumbprint"][:12], jwk=one, created_at=now)
    return "" if keys else _new_secret(client, now)


def _new_secret(client: MachineClient, now: datetime) -> str:
    prefix = secrets.token_hex(4)
    secret = f"ks_{prefix}_{secrets.token_urlsafe(32)}"
    ClientSecret.objects.create(client=client, prefix=prefix, secret_hash=hash_of(secret), created_at=now)
    return secret


def _own_client(ctx: Context, client_id: UUID) -> MachineClient:
    rows = MachineClient.objects.select_for_update().filter(pk=client_id, revoked_at__isnull=True)
    if ctx.actor.company_id is not None:
        rows = rows.filter(company_id=ctx.actor.company_id)
    row = rows.first()
    if row is None:
        raise NotFound("accounts.no_such_client", _("There is no such client."), remedy=_("It may have ended already."))
    return row
