"""Identity providers as the API shows them. Secrets are in none."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec

from shared_apps.foundation.actor import Actor
from tenant_apps.federation.queries import find_provider


class ProviderRecord(msgspec.Struct, frozen=True, kw_only=True):
    """An identity provider. `kind`: `oidc` or `saml`; `state`: `draft`, `active` or `ended`.

    `company_id` is whose it is, null for the marketplace. `reach`: `linked` signs in who connected it, `invited` also
    takes invitations, `members` also makes members of `role` for `mail_domains`. `factors`: words by which it says that
    a second factor was given. `has_secret`: a client secret is kept; it is never shown.
    `must_encrypt`: SAML assertions in plain are refused. `auth_method`: `secret` or `private_key_jwt`.
    """

    id: UUID
    kind: str
    name: str
    company_id: UUID | None
    state: str
    issuer: str
    client_id: str
    has_secret: bool
    sso_url: str
    certificates: str
    mail_domains: list[str]
    reach: str
    role: str
    factors: list[str]
    may_begin: bool
    must_encrypt: bool
    auth_method: str
    made_at: datetime
    activated_at: datetime | None
    ended_at: datetime | None
    last_used_at: datetime | None


class ProviderKeyRecord(msgspec.Struct, frozen=True, kw_only=True):
    """A key of ours for a provider. `use`: `decrypt` for SAML, `sign` for OpenID Connect.

    `public` is what the provider is told: a certificate (PEM) or a JWK (JSON). `mark` is its SHA-256: of the
    certificate in hex, or the thumbprint of RFC 7638. The private half is in no record.
    """

    id: UUID
    provider_id: UUID
    use: str
    public: str
    mark: str
    made_at: datetime
    ended_at: datetime | None


def key_records(rows: Sequence[Any]) -> list[ProviderKeyRecord]:
    return [
        ProviderKeyRecord(
            id=row.pk, provider_id=row.provider_id, use=row.use, public=row.public, mark=row.mark,
            made_at=row.made_at, ended_at=row.ended_at,
        )
        for row in rows
    ]  # fmt: skip


def _record(row: Any) -> ProviderRecord:
    return ProviderRecord(
        id=row.pk,
        kind=row.kind,
        name=row.name,
        company_id=row.company_id,
        state=row.state,
        issuer=row.issuer,
        client_id=row.client_id,
        has_secret=bool(row.client_secret),
        sso_url=row.sso_url,
        certificates=row.certificates,
        mail_domains=list(row.mail_domains),
        reach=row.reach,
        role=row.role,
        factors=list(row.factors),
        may_begin=row.may_begin,
        must_encrypt=row.must_encrypt,
        auth_method=row.auth_method,
        made_at=row.made_at,
        activated_at=row.activated_at,
        ended_at=row.ended_at,
        last_used_at=row.last_used_at,
    )


def provider_records(rows: Sequence[Any]) -> list[ProviderRecord]:
    return [_record(row) for row in rows]


def provider_record(actor: Actor, provider_id: UUID) -> ProviderRecord:
    """One provider; NotFound when the actor may not see it."""
    return _record(find_provider(actor, provider_id))
