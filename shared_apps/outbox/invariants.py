"""What must be true of what is owed: nothing waits unnoticed, and a saga's rows tell one story.

In a marketplace's scope; the control plane sees to its own queue in the console.
"""

from datetime import timedelta

from django.db.models import Count, F, Q

from shared_apps.foundation import clock
from shared_apps.foundation.invariants import invariant
from shared_apps.outbox.models import Job, OutboxMessage, Reservation, Saga, SagaStep
from shared_apps.outbox.sagas.types import OPEN
from shared_apps.tenancy import scope

LATE = timedelta(minutes=15)
LIMIT = 50


@invariant("outbox.nothing_waits")
def nothing_waits() -> list[str]:
    """No event, job or saga that is due has waited for more than a quarter of an hour."""
    before = clock.now(scope.alias()) - LATE
    messages = OutboxMessage.objects.filter(delivered_at__isnull=True, at__lt=before).order_by("seq")
    jobs = Job.objects.filter(Q(state="owed", run_at__lt=before) | Q(state="running", lease_until__lt=before))
    sagas = Saga.objects.filter(state__in=OPEN, next_at__lt=before)
    promised = Reservation.objects.filter(state="tried", expires_at__lt=before)
    return [
        *(f"event {row.name} ({row.seq}) is undelivered: {row.last_error[:80]}" for row in messages[:LIMIT]),
        *(f"job {row.kind} {row.pk} is overdue" for row in jobs[:LIMIT]),
        *(f"saga {row.type} {row.reference} is overdue" for row in sagas[:LIMIT]),
        *(f"reservation {row.partner} {row.key} has expired and is held" for row in promised[:LIMIT]),
    ]


@invariant("outbox.stuck_is_attended")
def stuck_is_attended() -> list[str]:
    """A saga that waits for a person has one within a quarter of an hour."""
    before = clock.now(scope.alias()) - LATE
    rows = Saga.objects.filter(state="stuck", stuck_at__lt=before, handler_id__isnull=True)
    return [f"saga {row.type} {row.reference} waits for a person since {row.stuck_at:%F %T}" for row in rows[:LIMIT]]


@invariant("outbox.saga_tells_one_story")
def saga_tells_one_story() -> list[str]:
    """A done saga has done all its steps, an undone one holds nothing, and steps are done in order."""
    unfinished = SagaStep.objects.filter(saga__state="done").exclude(state="done")
    kept = SagaStep.objects.filter(saga__state="undone", state__in=("done", "waiting"))
    ended = Saga.objects.filter(Q(state__in=("done", "undone")) ^ Q(ended_at__isnull=False))
    counts = SagaStep.objects.filter(saga__state="forward").values("saga_id", "saga__reference")
    gaps = counts.annotate(
        ready=Count("pk", filter=Q(state="done")), begun=Count("pk", filter=Q(started_at__isnull=False))
    ).exclude(begun__lte=F("ready") + 1)
    return [
        *(f"step {row.name} of done saga {row.saga_id} is {row.state}" for row in unfinished[:LIMIT]),
        *(f"step {row.name} of undone saga {row.saga_id} still stands" for row in kept[:LIMIT]),
        *(f"saga {row.reference} has ended and not ended" for row in ended[:LIMIT]),
        *(f"saga {row['saga__reference']} has two steps under way" for row in gaps[:LIMIT]),
    ]
