"""What must not grow for ever: each app says which of its rows have had their day; one job a day removes them.

Small transactions that take only rows nobody holds, so cleaning never makes a request wait, and a run that is killed
goes on where it was. Audit records, and whatever is owed or failed, are nobody's to clean.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Q, QuerySet

from shared_apps.foundation import clock, ids
from shared_apps.foundation.faults import faultpoint
from shared_apps.outbox import jobs
from shared_apps.outbox.models import InboxReceipt, Job, OutboxMessage, Reservation, Saga, SagaStep
from shared_apps.tenancy import scope

KIND = "outbox.clean"
EVERY = timedelta(hours=20)
BATCH = 1000
# Of one table in one run; the rest is owed as a run of its own, behind whatever else is due.
MOST = 50_000
LOCK_TIMEOUT_MS = 500

MESSAGES_KEPT = timedelta(days=90)
JOBS_KEPT = timedelta(days=30)
# Longer than any try could be on its way: a tombstone that is gone refuses nothing.
SAGAS_KEPT = timedelta(days=180)


@dataclass(frozen=True, slots=True)
class Cleaner:
    """`rows(before)`: what may go, given the moment `keep` ago. `also(keys)`: what goes in the same transaction."""

    name: str
    keep: timedelta
    rows: Callable[[datetime], QuerySet[Any]]
    also: Callable[[Sequence[Any]], object] | None = None
    control_only: bool = False
    marketplace_only: bool = False


REGISTRY: dict[str, Cleaner] = {}


def register(*cleaners: Cleaner) -> None:
    """Make tables known, in the order in which they are cleaned."""
    for cleaner in cleaners:
        if cleaner.name in REGISTRY:
            raise RuntimeError(f"two cleaners are named {cleaner.name}")
        REGISTRY[cleaner.name] = cleaner


def owe_if_due() -> UUID | None:
    """Owe the next run of the current scope, unless one is open or the last is younger than `EVERY`."""
    using = scope.alias()
    with transaction.atomic(using=using):
        with transaction.get_connection(using).cursor() as cursor:
            # Two beats at the same moment: one of them may ask.
            cursor.execute("SELECT pg_try_advisory_xact_lock(hashtextextended(%s, 0))", [f"{KIND}|{scope.key()}"])
            if not cursor.fetchone()[0]:
                return None
        now = clock.now(using)
        known = Job.objects.filter(kind=KIND).filter(
            Q(state__in=["owed", "running"]) | Q(id__gte=ids.lowest_of(now - EVERY))
        )
        return None if known.exists() else _owe(now)


def _owe(now: datetime) -> UUID:
    return jobs.enqueue(KIND, "Cleaning", {}, at=now)


@jobs.job(KIND)
def clean(payload: Mapping[str, Any], progress: jobs.Progress) -> Mapping[str, Any]:
    """Remove what has had its day in the current scope; answers with the number of rows by table."""
    using = scope.alias()
    now = clock.now(using)
    removed: dict[str, int] = {}
    unfinished = False
    for cleaner in REGISTRY.values():
        if cleaner.marketplace_only if scope.is_control() else cleaner.control_only:
            continue
        gone = 0
        while batch := _remove(cleaner, now - cleaner.keep, using):
            gone += batch
            progress.advance(sum(removed.values()) + gone, step=cleaner.name)
            faultpoint("outbox.clean_after_batch")
            if batch < BATCH:
                break
            if gone >= MOST:
                unfinished = True
                break
        removed[cleaner.name] = gone
    if unfinished:
        _owe(now)
    return {"removed": removed}


def _remove(cleaner: Cleaner, before: datetime, using: str) -> int:
    """One batch in a transaction of its own; rows that somebody holds wait for another day."""
    with transaction.atomic(using=using):
        with transaction.get_connection(using).cursor() as cursor:
            cursor.execute(f"SET LOCAL lock_timeout = {LOCK_TIMEOUT_MS}")
        rows = cleaner.rows(before)
        keys = list(rows.select_for_update(skip_locked=True, of=("self",)).values_list("pk", flat=True)[:BATCH])
        if keys:
            if cleaner.also is not None:
                cleaner.also(keys)
            rows.model._default_manager.filter(pk__in=keys).delete()
        return len(keys)


def _delivered(before: datetime) -> QuerySet[OutboxMessage]:
    """Taken by all subscribers; a parked message is still owed. `event_id` is a UUIDv7, so its index tells the age."""
    return OutboxMessage.objects.filter(event_id__lt=ids.lowest_of(before), delivered_at__lt=before)


def _receipts_of(seqs: Sequence[int]) -> None:
    """Receipts live as long as their message: while it is there it could be delivered again. Others stay."""
    events = OutboxMessage.objects.filter(seq__in=seqs).values("event_id")
    InboxReceipt.objects.filter(event_id__in=events).delete()


def _ended(before: datetime) -> QuerySet[Job]:
    """Done and cancelled jobs; a failed one waits for a person."""
    return Job.objects.filter(Q(finished_at__lt=before) | Q(state="cancelled")).filter(
        id__lt=ids.lowest_of(before), state__in=["done", "cancelled"]
    )


def _sagas(before: datetime) -> QuerySet[Saga]:
    return Saga.objects.filter(id__lt=ids.lowest_of(before), ended_at__lt=before)


def _steps_of(sagas: Sequence[UUID]) -> None:
    SagaStep.objects.filter(saga_id__in=sagas).delete()


def _reservations(before: datetime) -> QuerySet[Reservation]:
    return Reservation.objects.filter(id__lt=ids.lowest_of(before), ended_at__lt=before)


register(
    Cleaner("outbox.messages", MESSAGES_KEPT, _delivered, also=_receipts_of),
    Cleaner("outbox.jobs", JOBS_KEPT, _ended),
    Cleaner("outbox.sagas", SAGAS_KEPT, _sagas, also=_steps_of),
    Cleaner("outbox.reservations", SAGAS_KEPT, _reservations),
)
