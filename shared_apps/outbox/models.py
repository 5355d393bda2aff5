"""Tables of what is owed."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from shared_apps.crypto.names import NameField
from shared_apps.outbox.sagas.models import InvariantRun, Reservation, Saga, SagaStep
from shared_apps.tenancy.models import ScopedModel

__all__ = ["InboxReceipt", "InvariantRun", "Job", "OutboxMessage", "Reservation", "Saga", "SagaStep"]


class OutboxMessage(ScopedModel):
    """One event to deliver. `seq` is the order of commits as far as one aggregate is concerned."""

    id = None  # type: ignore[assignment]
    seq = models.BigAutoField(primary_key=True)
    event_id = models.UUIDField(unique=True)
    name = models.CharField(max_length=80)
    version = models.PositiveSmallIntegerField(default=1)
    aggregate = models.CharField(max_length=120)
    payload = models.TextField()
    at = models.DateTimeField()
    delivered_at = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_attempt_at = models.DateTimeField()
    parked = models.BooleanField(default=False)
    last_error = models.TextField(blank=True)

    class Meta:
        indexes = (
            models.Index(fields=["seq"], condition=Q(delivered_at__isnull=True, parked=False), name="outbox_owed"),
            # Asked once per delivery: does this aggregate owe an earlier message? A parked one counts.
            models.Index(fields=["aggregate", "seq"], condition=Q(delivered_at__isnull=True), name="outbox_order"),
        )


class InboxReceipt(ScopedModel):
    """One subscriber has taken one event: its effects are in the same transaction as this row."""

    event_id = models.UUIDField()
    subscriber = models.CharField(max_length=80)
    at = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["event_id", "subscriber"], name="inbox_once"),)


class Job(ScopedModel):
    """A promise to do something outside a transaction. States: owed, running, done, failed, cancelled."""

    kind = models.CharField(max_length=80)
    title = models.CharField(max_length=200)
    payload = models.JSONField(default=dict)
    state = models.CharField(max_length=12, default="owed")
    run_at = models.DateTimeField()
    lease_until = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    done_count = models.BigIntegerField(default=0)
    total_count = models.BigIntegerField(null=True)
    step = models.CharField(max_length=120, blank=True)
    result = models.JSONField(default=dict)
    last_error = models.TextField(blank=True)
    created_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)
    asked_by = NameField(max_length=120, blank=True)
    tags = ArrayField(models.CharField(max_length=80), default=list)

    class Meta:
        indexes = (models.Index(fields=["run_at"], condition=Q(state__in=["owed", "running"]), name="job_owed"),)
