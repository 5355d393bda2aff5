"""Clients of OAuth 2.0 as the API shows them. Neither a secret nor its digest is in any."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
from django.utils import timezone


class ClientRecord(msgspec.Struct, frozen=True, kw_only=True):
    """A client of OAuth 2.0; `id` is its `client_id`. `company_id` is whose it is, null for the marketplace.

    `permissions`: what its tokens may be asked for. `networks`: where it may be used from, empty for everywhere.
    `secrets`: how many secrets count now; `keys`: names (kid) of the public keys that do.
    """

    id: UUID
    name: str
    company_id: UUID | None
    permissions: list[str]
    networks: list[str]
    is_unattended: bool
    secrets: int
    keys: list[str]
    created_at: datetime
    expires_at: datetime | None
    ended_at: datetime | None
    last_used_at: datetime | None


def client_records(rows: Sequence[Any]) -> list[ClientRecord]:
    now = timezone.now()
    return [_record(row, now) for row in rows]


def _record(row: Any, now: datetime) -> ClientRecord:
    kept = [one for one in row.secrets.all() if one.expires_at is None or one.expires_at > now]
    return ClientRecord(
        id=row.pk,
        name=row.name,
        company_id=row.company_id,
        permissions=list(row.permissions),
        networks=list(row.networks),
        is_unattended=row.is_unattended,
        secrets=sum(1 for one in kept if not one.jwk),
        keys=sorted({one.jwk["kid"] for one in kept if one.jwk}),
        created_at=row.created_at,
        expires_at=row.expires_at,
        ended_at=row.revoked_at,
        last_used_at=row.last_used_at,
    )
