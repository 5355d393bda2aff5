"""Connections to directories as the API shows them. Neither a secret nor its digest is in any."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec


class DirectoryRecord(msgspec.Struct, frozen=True, kw_only=True):
    """A directory that brings people. `company_id` is where to, null for the marketplace itself.

    `default_role` is what whoever it brings gets. `old_until`: until then the secret before counts, too.
    """

    id: UUID
    name: str
    company_id: UUID | None
    default_role: str
    networks: list[str]
    made_at: datetime
    expires_at: datetime
    old_until: datetime | None
    ended_at: datetime | None
    last_used_at: datetime | None


def directory_records(rows: Sequence[Any]) -> list[DirectoryRecord]:
    return [
        DirectoryRecord(
            id=row.pk, name=row.name, company_id=row.company_id, default_role=row.default_role,
            networks=list(row.networks), made_at=row.made_at, expires_at=row.expires_at, old_until=row.old_until,
            ended_at=row.ended_at, last_used_at=row.last_used_at,
        )
        for row in rows
    ]  # fmt: skip
