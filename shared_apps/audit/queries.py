"""Read the audit trail. Names of who acted are asked for at the moment of reading."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Max
from django.utils.translation import gettext as _

from shared_apps.audit.models import AuditRecord
from shared_apps.audit.names import names_of
from shared_apps.foundation import ids


@dataclass(frozen=True, slots=True)
class AuditLine:
    id: UUID
    at: datetime
    action: str
    outcome: str
    actor_kind: str
    actor_display: str
    target: str
    target_id: str
    facts: dict[str, Any]

    @property
    def who(self) -> str:
        """Who acted, for people: what runs by itself has a name only where it is looked after."""
        return _("Kontor itself") if self.actor_kind == "system" else self.actor_display


def list_for_target(target: str, target_id: str, limit: int = 50) -> Sequence[AuditLine]:
    """Newest first, acts on one thing."""
    return lines_of(AuditRecord.objects.filter(target=target, target_id=target_id).order_by("-id")[:limit])


def who_did(action: str, target: str, target_id: str) -> Sequence[tuple[str, str, dict[str, Any]]]:
    """Account, its name and the facts of every act of one kind on one thing that was carried out, oldest first.

    What runs by itself is nobody's account.
    """
    rows = AuditRecord.objects.filter(target=target, target_id=target_id, action=action).exclude(actor_kind="system")
    done = list(rows.filter(outcome="done").order_by("id"))
    names = names_of((row.actor_kind, row.actor_id) for row in done)
    return [(row.actor_id, names[row.actor_kind, row.actor_id], row.facts) for row in done]


def list_recent(limit: int = 50, before: datetime | None = None) -> Sequence[AuditLine]:
    """Newest first, everything in the current scope; `before` continues a list."""
    rows = AuditRecord.objects.order_by("-id")
    if before is not None:
        rows = rows.filter(id__lt=ids.lowest_of(before))
    return lines_of(rows[:limit])


def lines_of(rows: Sequence[AuditRecord] | Any) -> Sequence[AuditLine]:
    """Rows as people read them."""
    found = list(rows)
    names = names_of((row.actor_kind, row.actor_id) for row in found)
    return [
        AuditLine(
            id=row.id,
            at=row.at,
            action=row.action,
            outcome=row.outcome,
            actor_kind=row.actor_kind,
            actor_display=names[row.actor_kind, row.actor_id],
            target=row.target,
            target_id=row.target_id,
            facts=row.facts,
        )
        for row in found
    ]


def last_acts(user_ids: Collection[str], company_id: UUID | None) -> dict[str, dict[str, datetime]]:
    """By account, when each act was last carried out for a company; None: for the marketplace itself."""
    rows = AuditRecord.objects.filter(actor_kind="user", actor_id__in=user_ids, outcome="done", company_id=company_id)
    found: dict[str, dict[str, datetime]] = {}
    for who, action, at in rows.values_list("actor_id", "action").annotate(last=Max("at")).order_by():
        found.setdefault(who, {})[action] = at
    return found
