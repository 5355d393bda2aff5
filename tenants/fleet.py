"""Keep the reports of migration runs for the console."""

from uuid import UUID

from shared_apps.foundation import clock
from shared_apps.tenancy.schemas.fanout import Report
from tenants.models import MigrationOutcome, MigrationRun


def open_report(region: str) -> UUID:
    """A run has begun; one without an end was interrupted."""
    return MigrationRun.objects.create(region=region, started_at=clock.now("control")).id


def keep_report(run_id: UUID, report: Report) -> None:
    """Store what came out. A run in which nothing was behind is kept, too: it is the proof of that."""
    MigrationOutcome.objects.bulk_create(
        MigrationOutcome(
            run_id=run_id, schema_name=item.schema, state=item.state, way=item.way, attempts=item.attempts,
            duration_ms=item.duration_ms, message=item.message,
        )
        for item in report.outcomes
    )  # fmt: skip
    MigrationRun.objects.filter(pk=run_id).update(
        finished_at=clock.now("control"),
        migrations=report.applied_to_template,
        current_count=report.current,
        migrated_count=len(report.outcomes) - len(report.failed),
        failed_count=len(report.failed),
        retry_count=report.retries,
    )
