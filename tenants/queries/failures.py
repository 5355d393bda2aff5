"""What the control plane owes and what it could not do, for the page of jobs and failures."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from shared_apps.outbox.models import Job, OutboxMessage
from tenants.models import ControlInbox, RegionJob, Tenant

LIMIT = 100


@dataclass(frozen=True, slots=True)
class OwedMessage:
    seq: int
    name: str
    at: datetime
    attempts: int
    parked: bool
    next_attempt_at: datetime
    last_error: str


@dataclass(frozen=True, slots=True)
class JobLine:
    id: UUID
    title: str
    kind: str
    state: str
    attempts: int
    created_at: datetime
    run_at: datetime
    last_error: str


@dataclass(frozen=True, slots=True)
class RegionJobLine:
    id: UUID
    region: str
    kind: str
    tenant_name: str
    tenant_id: UUID
    created_at: datetime


@dataclass(frozen=True, slots=True)
class Owed:
    """`waiting` counts what is merely not done yet, `failed` what needs a person."""

    messages: tuple[OwedMessage, ...]
    jobs: tuple[JobLine, ...]
    region_jobs: tuple[RegionJobLine, ...]
    reports_waiting: int
    failed: int
    waiting: int


def list_owed() -> Owed:
    """Everything undelivered and unfinished, what failed first."""
    open_messages = OutboxMessage.objects.filter(delivered_at__isnull=True)
    open_jobs = Job.objects.filter(state__in=["owed", "running", "failed"])
    region_jobs = RegionJob.objects.filter(state=RegionJob.State.OWED).select_related("tenant")
    reports = ControlInbox.objects.filter(taken_at__isnull=True).count()
    failed = open_messages.filter(parked=True).count() + open_jobs.filter(state="failed").count()
    return Owed(
        messages=tuple(
            OwedMessage(m.seq, m.name, m.at, m.attempts, m.parked, m.next_attempt_at, m.last_error)
            for m in open_messages.order_by("-parked", "seq")[:LIMIT]
        ),
        jobs=tuple(
            JobLine(j.id, j.title, j.kind, j.state, j.attempts, j.created_at, j.run_at, j.last_error)
            for j in open_jobs.order_by("state", "run_at")[:LIMIT]
        ),
        region_jobs=tuple(
            RegionJobLine(r.id, r.region, r.kind, r.tenant.name, r.tenant_id, r.created_at)
            for r in region_jobs.order_by("created_at")[:LIMIT]
        ),
        reports_waiting=reports,
        failed=failed,
        waiting=open_messages.count() + open_jobs.count() + region_jobs.count() + reports - failed,
    )


def count_failed() -> int:
    """How many things need a person: failed openings, parked messages, failed jobs."""
    return (
        Tenant.objects.filter(state=Tenant.State.PROVISION_FAILED).count()
        + OutboxMessage.objects.filter(delivered_at__isnull=True, parked=True).count()
        + Job.objects.filter(state="failed").count()
    )
