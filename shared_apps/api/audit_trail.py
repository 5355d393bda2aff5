"""The audit trail as the API shows it: a company sees what was done for it, the marketplace sees everything."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
from django.db.models import QuerySet

from shared_apps.audit.models import AuditRecord
from shared_apps.audit.names import names_of
from shared_apps.foundation.actor import Actor


class AuditEntry(msgspec.Struct, frozen=True, kw_only=True):
    """One act, done or refused for lack of permission. `request_id` is the X-Request-Id of its request.

    `actor_id` is a pseudonym; `actor_display` is the name that belongs to it today and is no part of the record.
    """

    id: UUID
    at: datetime
    action: str
    outcome: str
    actor_kind: str
    actor_id: str
    actor_display: str
    company_id: UUID | None
    target: str
    target_id: str
    facts: dict[str, Any]
    request_id: str
    on_behalf_of: str
    session_hash: str
    strength: str
    address: str
    agent_hash: str
    reason: str
    before_hash: str
    after_hash: str
    policy_hash: str


def audit_rows(actor: Actor, filters: Mapping[str, Any]) -> QuerySet[AuditRecord]:
    """Audit rows the actor may see; `since` is a day, the other filters are column values."""
    rows = AuditRecord.objects.all()
    if not actor.is_marketplace:
        rows = rows.filter(company_id=actor.company_id) if actor.company_id else rows.none()
    equal = dict(filters)
    since = equal.pop("since", None)
    if since is not None:
        rows = rows.filter(at__date__gte=since)
    return rows.filter(**equal)


def audit_entries(rows: Sequence[Any]) -> list[AuditEntry]:
    names = names_of((row.actor_kind, row.actor_id) for row in rows)
    stored = [name for name in AuditEntry.__struct_fields__ if name != "actor_display"]
    return [
        AuditEntry(actor_display=names[row.actor_kind, row.actor_id], **{name: getattr(row, name) for name in stored})
        for row in rows
    ]
