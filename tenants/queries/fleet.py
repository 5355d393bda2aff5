"""Reports of migration runs."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from tenants.models import MigrationOutcome, MigrationRun


@dataclass(frozen=True, slots=True)
class OutcomeLine:
    schema_name: str
    state: str
    way: str
    attempts: int
    duration_ms: int
    message: str


@dataclass(frozen=True, slots=True)
class MigrationRunLine:
    """`outcomes` are the failed ones first, at most 200; empty in a list of runs."""

    id: UUID
    region: str
    started_at: datetime
    finished_at: datetime | None
    migrations: tuple[str, ...]
    current_count: int
    migrated_count: int
    failed_count: int
    retry_count: int
    outcomes: tuple[OutcomeLine, ...] = ()


def list_migration_runs(before: datetime | None = None, limit: int = 50) -> Sequence[MigrationRunLine]:
    """Newest first; `before` continues a list."""
    rows = MigrationRun.objects.order_by("-started_at")
    if before is not None:
        rows = rows.filter(started_at__lt=before)
    return [_line(row) for row in rows[:limit]]


def get_migration_run(run_id: UUID) -> MigrationRunLine | None:
    row = MigrationRun.objects.filter(pk=run_id).first()
    if row is None:
        return None
    rows = MigrationOutcome.objects.filter(run=row).order_by("state", "schema_name")[:200]
    return _line(
        row,
        tuple(OutcomeLine(o.schema_name, o.state, o.way, o.attempts, o.duration_ms, o.message) for o in rows),
    )


def _line(row: MigrationRun, outcomes: tuple[OutcomeLine, ...] = ()) -> MigrationRunLine:
    return MigrationRunLine(
        id=row.id,
        region=row.region,
        started_at=row.started_at,
        finished_at=row.finished_at,
        migrations=tuple(row.migrations),
        current_count=row.current_count,
        migrated_count=row.migrated_count,
        failed_count=row.failed_count,
        retry_count=row.retry_count,
        outcomes=outcomes,
    )
