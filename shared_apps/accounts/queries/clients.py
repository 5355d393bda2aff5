"""Clients of OAuth 2.0: the list of a company, a client that proves itself, and the actor behind a token.

As with a key, a token never does more than the maker of its client may do at the moment of use.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from hmac import compare_digest
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.utils import timezone

from shared_apps.accounts.addresses import current_address
from shared_apps.accounts.commands.api_keys import hash_of
from shared_apps.accounts.commands.clients import TOKEN_PREFIX, valid_secrets
from shared_apps.accounts.models import AccessToken, ClientSecret, MachineClient
from shared_apps.accounts.policies import admits
from shared_apps.accounts.queries.api_keys import key_in_use, rights_of
from shared_apps.api.authentication import KeyInUse
from shared_apps.foundation.actor import Actor
from shared_apps.foundation.ids import is_uuid


@dataclass(frozen=True, slots=True)
class SecretLine:
    """A secret, by how it begins, or a public key, by its name (kid)."""

    name: str
    is_key: bool
    created_at: datetime
    expires_at: datetime | None


@dataclass(frozen=True, slots=True)
class ClientLine:
    """`secrets` are those that count now, newest first; keys among them where `uses_keys`."""

    id: UUID
    name: str
    company_id: UUID | None
    permissions: tuple[str, ...]
    created_by: str
    expires_at: datetime | None
    last_used_at: datetime | None
    networks: tuple[str, ...]
    is_unattended: bool
    is_over: bool
    is_ended: bool
    uses_keys: bool
    is_replaced: bool
    secrets: tuple[SecretLine, ...]


@dataclass(frozen=True, slots=True)
class ProvenClient:
    """A client that exists and holds now, with the secrets that count for it."""

    row: MachineClient
    secrets: tuple[ClientSecret, ...]

    def secret_of(self, secret: str) -> ClientSecret | None:
        """The secret that was sent; compared in the same time whatever it is."""
        hashed = hash_of(secret)
        kept = (one for one in self.secrets if one.secret_hash is not None)
        return next((one for one in kept if compare_digest(str(one.secret_hash), hashed)), None)

    @property
    def keys(self) -> dict[str, ClientSecret]:
        """The public keys that count, by their thumbprints; of one that came twice the newer row."""
        return {str(one.jwk["thumbprint"]): one for one in reversed(self.secrets) if one.jwk is not None}

    @property
    def actor(self) -> Actor:
        """The client itself, which may ask for tokens and nothing else."""
        row = self.row
        return Actor(kind="api_key", id=str(row.pk), display=row.name, company_id=row.company_id)


def list_clients(actor: Actor) -> Sequence[ClientLine]:
    """Clients of the company the actor acts for; all of them for the marketplace's own people."""
    if actor.kind == "anonymous":
        return []
    now = timezone.now()
    return [_line(row, now) for row in _rows(actor).order_by("-created_at")[:200]]


def client_rows(actor: Actor, asked: Mapping[str, Any]) -> QuerySet[MachineClient]:
    """Clients the actor may see, narrowed by what is asked."""
    if actor.kind == "anonymous":
        return MachineClient.objects.none()
    rows = _rows(actor)
    if asked.get("company_id") is not None:
        rows = rows.filter(company_id=asked["company_id"])
    if asked.get("ended") is not None:
        rows = rows.filter(revoked_at__isnull=not asked["ended"])
    return rows


def find_client_line(actor: Actor, client_id: UUID) -> ClientLine | None:
    """One client of the company the actor acts for."""
    row = _rows(actor).filter(pk=client_id).first() if actor.kind != "anonymous" else None
    return _line(row, timezone.now()) if row is not None else None


def _rows(actor: Actor) -> QuerySet[MachineClient]:
    rows = MachineClient.objects.select_related("created_by").prefetch_related("secrets")
    return rows if actor.is_marketplace else rows.filter(company_id=actor.company_id)


def find_client(client_id: str) -> ProvenClient | None:
    """The client of this id, if it has neither ended nor expired, its maker is there and it comes from its networks."""
    if not is_uuid(client_id):
        return None
    row = MachineClient.objects.select_related("created_by").filter(pk=client_id).first()
    now = timezone.now()
    if row is None or not _holds(row, now):
        return None
    return ProvenClient(row, tuple(valid_secrets(row, now).order_by("-created_at", "-id")))


def token_in_use(token: str) -> KeyInUse | None:
    """The actor of a token, or None when it is unknown here, over, or its secret, client or maker is."""
    row = _token(token)
    return None if row is None else KeyInUse(_actor_of(row), row.client.rate_per_minute)


def token_of(client_id: UUID, token: str) -> AccessToken | None:
    """A token that holds, for the client it belongs to."""
    row = _token(token)
    return row if row is not None and row.client_id == client_id else None


def access_in_use(secret: str) -> KeyInUse | None:
    """Whatever another system comes with: a key, or a token of a client."""
    return token_in_use(secret) if secret.startswith(TOKEN_PREFIX) else key_in_use(secret)


def _token(token: str) -> AccessToken | None:
    rows = AccessToken.objects.select_related("secret", "client", "client__created_by")
    row = rows.filter(token_hash=hash_of(token), revoked_at__isnull=True).first()
    now = timezone.now()
    if row is None or row.expires_at <= now or not _holds(row.client, now):
        return None
    return None if row.secret.expires_at is not None and row.secret.expires_at <= now else row


def _holds(row: MachineClient, now: datetime) -> bool:
    if row.revoked_at is not None or (row.expires_at is not None and row.expires_at <= now):
        return False
    if row.created_by is not None and not row.created_by.is_active:
        return False
    return admits(row.networks, current_address.get())


def _actor_of(row: AccessToken) -> Actor:
    client = row.client
    permissions, narrowed = rights_of(client, frozenset(row.permissions) & frozenset(client.permissions))
    return Actor(
        kind="api_key",
        id=str(client.pk),
        display=client.name,
        company_id=client.company_id,
        permissions=permissions,
        fresh_factor=client.is_unattended,
        narrowed=narrowed,
    )


def _line(row: MachineClient, now: datetime) -> ClientLine:
    counting = [one for one in row.secrets.all() if one.expires_at is None or one.expires_at > now]
    counting.sort(key=lambda one: one.created_at, reverse=True)
    return ClientLine(
        id=row.pk,
        name=row.name,
        company_id=row.company_id,
        permissions=tuple(row.permissions),
        created_by=str(row.created_by or "Kontor"),
        expires_at=row.expires_at,
        last_used_at=row.last_used_at,
        networks=tuple(row.networks),
        is_unattended=row.is_unattended,
        is_over=row.expires_at is not None and row.expires_at <= now,
        is_ended=row.revoked_at is not None,
        is_replaced=any(one.expires_at is not None for one in counting),
        uses_keys=any(one.jwk for one in counting),
        secrets=tuple(
            SecretLine(one.jwk["kid"], True, one.created_at, one.expires_at)
            if one.jwk
            else SecretLine(f"ks_{one.prefix}", False, one.created_at, one.expires_at)
            for one in counting
        ),
    )
