"""Drills of restoring for people and other systems."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from shared_apps.audit.models import AuditRecord
from shared_apps.crypto.policies import RESTORE_DAYS
from shared_apps.foundation.actor import Actor
from shared_apps.tenancy import policy
from tenant_apps.evidence import errors
from tenant_apps.evidence.models import Drill


@dataclass(frozen=True, slots=True)
class DrillLine:
    """One drill. `outcome` is whole, broken or failed; sizes are bytes, `restore_ms` the way out and in again."""

    id: UUID
    number: int
    outcome: str
    started_at: datetime
    ended_at: datetime
    dump_bytes: int
    dump_sha256: str
    restore_ms: int
    tables: int
    rows: int
    checks: int
    log_size: int
    log_root: str
    differing: tuple[str, ...]
    broken: tuple[str, ...]
    problem: str

    @property
    def why(self) -> str:
        """What was wrong, in a line; empty where nothing was."""
        return self.problem or "; ".join((*self.broken[:3], *self.differing[:3]))


def drill_rows(actor: Actor, filters: Mapping[str, Any]) -> QuerySet[Drill]:
    return Drill.objects.visible_to(actor).filter(**filters)


def drill_lines(rows: Sequence[Any]) -> list[DrillLine]:
    return [
        DrillLine(
            id=row.pk, number=row.number, outcome=row.outcome, started_at=row.started_at, ended_at=row.ended_at,
            dump_bytes=row.dump_bytes, dump_sha256=row.dump_sha256, restore_ms=row.restore_ms, tables=row.tables,
            rows=row.rows, checks=row.checks, log_size=row.log_size, log_root=row.log_root,
            differing=tuple(row.differing), broken=tuple(row.broken), problem=row.problem,
        )
        for row in rows
    ]  # fmt: skip


def find_drill(actor: Actor, drill_id: UUID) -> DrillLine:
    """One drill; NotFound for what there is not, or not for this actor."""
    row = Drill.objects.visible_to(actor).filter(pk=drill_id).first()
    if row is None:
        raise errors.no_such_drill()
    return drill_lines([row])[0]


def newest_drills(actor: Actor, most: int = 5) -> list[DrillLine]:
    return drill_lines(list(drill_rows(actor, {}).order_by("-number")[:most]))


def due_at() -> datetime | None:
    """When the next drill is due: so many days after the last one that found all whole, or after the first act."""
    whole = Drill.objects.filter(outcome="whole").order_by("-number").values_list("ended_at", flat=True).first()
    since = whole or AuditRecord.objects.order_by("id").values_list("at", flat=True).first()
    return since + timedelta(days=int(policy.value(RESTORE_DAYS))) if since else None
