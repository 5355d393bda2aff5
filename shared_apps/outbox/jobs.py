"""Jobs: effects outside the database, owed by a row, run at least once.

A handler is called with the job's payload and a `Progress`; it must be idempotent, because a worker may die after the
effect and before the row is closed. The lease makes two workers take turns, never both.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import structlog
from django.db import transaction
from django.db.models import Q

from shared_apps.foundation import clock, faults
from shared_apps.foundation.faults import faultpoint
from shared_apps.outbox.models import Job
from shared_apps.tenancy import scope

log = structlog.get_logger(__name__)

LEASE_S = 120
TRIES = 8


class Cancelled(RuntimeError):
    """Raised inside a handler when the job was cancelled meanwhile."""


@dataclass(slots=True)
class Progress:
    """How a handler tells how far it is; `advance` also prolongs the lease and notices a cancel."""

    job_id: UUID

    def advance(self, done: int, total: int | None = None, step: str = "") -> None:
        until = clock.now(scope.alias()) + timedelta(seconds=LEASE_S)
        changed = Job.objects.filter(pk=self.job_id, state="running").update(
            done_count=done, total_count=total, step=step[:120], lease_until=until
        )
        if not changed:
            raise Cancelled


Handler = Callable[[Mapping[str, Any], Progress], Mapping[str, Any] | None]
REGISTRY: dict[str, Handler] = {}


def job(kind: str) -> Callable[[Handler], Handler]:
    """Declare the handler of a kind of job."""

    def add(handler: Handler) -> Handler:
        REGISTRY[kind] = handler
        return handler

    return add


def _points() -> list[str]:
    return [f"job.{kind}.{at}" for kind in REGISTRY for at in ("start", "before_close", "after_close")]


faults.SOURCES.append(_points)


def enqueue(kind: str, title: str, payload: Mapping[str, Any], *, at: datetime, asked_by: str = "") -> UUID:
    """Owe a job in the open transaction; a wake-up follows the commit."""
    if kind not in REGISTRY:
        raise RuntimeError(f"no job handler is declared for {kind}")
    row = Job.objects.create(
        kind=kind, title=title[:200], payload=dict(payload), run_at=at, created_at=at, asked_by=asked_by[:120]
    )
    from shared_apps.outbox import wake

    wake.after_commit()
    return row.id


def is_owed(kind: str, payload: Mapping[str, Any], *, running: bool = True) -> bool:
    """Whether a job of this kind with these values in its payload is still to be done, or (`running`) being done."""
    told = {f"payload__{name}": value for name, value in payload.items()}
    return Job.objects.filter(kind=kind, state__in=("owed", "running") if running else ("owed",), **told).exists()


def run_due(limit: int = 50) -> int:
    """Run jobs that are due, one after the other; return how many ended."""
    ended = 0
    while ended < limit:
        row = _lease()
        if row is None:
            break
        _run(row)
        ended += 1
    return ended


def retry_after(attempts: int) -> timedelta:
    """How long a job that failed so often waits: two seconds, doubled each time, at most 15 minutes."""
    return timedelta(seconds=min(2**attempts, 900))


def _lease() -> Job | None:
    using = scope.alias()
    with transaction.atomic(using=using):
        now = clock.now(using)
        due = Q(state="owed", run_at__lte=now) | Q(state="running", lease_until__lt=now)
        row = Job.objects.select_for_update(skip_locked=True).filter(due).order_by("run_at", "id").first()
        if row is None:
            return None
        row.state, row.attempts, row.lease_until = "running", row.attempts + 1, now + timedelta(seconds=LEASE_S)
        row.save(update_fields=["state", "attempts", "lease_until"])
        return row


def _run(row: Job) -> None:
    using = scope.alias()
    try:
        faultpoint("outbox.job_start")
        faultpoint(f"job.{row.kind}.start")
        result = REGISTRY[row.kind](row.payload, Progress(row.id)) or {}
        faultpoint(f"job.{row.kind}.before_close")
        faultpoint("outbox.job_before_close")
    except Cancelled:
        return
    except Exception as error:
        now = clock.now(using)
        text = f"{type(error).__name__}: {error}"[:2000]
        over = row.attempts >= TRIES
        Job.objects.filter(pk=row.id, state="running").update(
            state="failed" if over else "owed",
            last_error=text,
            run_at=now + retry_after(row.attempts),
            finished_at=now if over else None,
        )
        log.warning("outbox.job_failed", kind=row.kind, job=str(row.id), error=text)
        return
    Job.objects.filter(pk=row.id, state="running").update(
        state="done", result=dict(result), finished_at=clock.now(using), last_error=""
    )
    faultpoint(f"job.{row.kind}.after_close")
