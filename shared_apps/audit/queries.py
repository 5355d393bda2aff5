"""Read the audit trail."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from shared_apps.audit.models import AuditRecord


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
    rows = AuditRecord.objects.filter(target=target, target_id=target_id).order_by("-at")[:limit]
    return [_line(row) for row in rows]


def who_did(action: str, target: str, target_id: str) -> Sequence[tuple[str, str, dict[str, Any]]]:
    """Account, its name and the facts of every act of one kind on one thing that was carried out, oldest first.

    What runs by itself is nobody's account.
    """
    rows = AuditRecord.objects.filter(target=target, target_id=target_id, action=action).exclude(actor_kind="system")
    done = rows.filter(outcome="done").order_by("at").only("actor_id", "actor_display", "facts")
    return [(row.actor_id, row.actor_display, row.facts) for row in done]


def list_recent(limit: int = 50, before: datetime | None = None) -> Sequence[AuditLine]:
    """Newest first, everything in the current scope; `before` continues a list."""
    rows = AuditRecord.objects.order_by("-at")
    if before is not None:
        rows = rows.filter(at__lt=before)
    return [_line(row) for row in rows[:limit]]


def _line(row: AuditRecord) -> AuditLine:
    return AuditLine(
        id=row.id,
        at=row.at,
        action=row.action,
        outcome=row.outcome,
        actor_kind=row.actor_kind,
        actor_display=row.actor_display or row.actor_id,
        target=row.target,
        target_id=row.target_id,
        facts=row.facts,
    )
