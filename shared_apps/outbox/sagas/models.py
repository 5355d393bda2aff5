"""Tables of sagas and of what partners have promised them."""

from django.db import models
from django.db.models import Q

from shared_apps.crypto.names import NameField
from shared_apps.outbox.sagas.types import OPEN, STATES, STEP_STATES
from shared_apps.tenancy.models import ScopedModel


class Saga(ScopedModel):
    """One running or ended saga. `token` grows with each lease: only its holder may write.

    `stuck_in` is the direction in which it goes on once a person has seen to it.
    """

    type = models.CharField(max_length=60)
    reference = models.CharField(max_length=80)
    title = models.CharField(max_length=200)
    data = models.JSONField(default=dict)
    state = models.CharField(max_length=10, default="forward")
    stuck_in = models.CharField(max_length=10, blank=True)
    is_past_pivot = models.BooleanField(default=False)
    reason = models.CharField(max_length=400, blank=True)
    started_at = models.DateTimeField()
    deadline_at = models.DateTimeField()
    next_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    stuck_at = models.DateTimeField(null=True)
    token = models.BigIntegerField(default=0)
    lease_until = models.DateTimeField(null=True)
    handler_id = models.UUIDField(null=True)
    handler_name = NameField(max_length=200, blank=True)
    asked_by = NameField(max_length=200, blank=True)

    class Meta:
        db_table = "outbox_saga"
        constraints = (
            models.UniqueConstraint(fields=["type", "reference"], name="saga_once"),
            models.CheckConstraint(condition=Q(state__in=STATES), name="saga_state"),
            models.CheckConstraint(
                condition=Q(stuck_in="", stuck_at__isnull=True) | Q(stuck_in__in=OPEN, stuck_at__isnull=False),
                name="saga_stuck_somewhere",
            ),
        )
        indexes = (models.Index(fields=["next_at"], condition=Q(state__in=OPEN), name="saga_due"),)


class SagaStep(ScopedModel):
    """One step of one saga. A step that has started may have taken effect, so it is undone, whatever it answered."""

    saga = models.ForeignKey(Saga, on_delete=models.CASCADE, related_name="steps", db_index=False)
    number = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=60)
    part = models.PositiveSmallIntegerField(default=0)
    state = models.CharField(max_length=10, default="owed")
    attempts = models.PositiveIntegerField(default=0)
    undo_attempts = models.PositiveIntegerField(default=0)
    started_at = models.DateTimeField(null=True)
    deadline_at = models.DateTimeField(null=True)
    done_at = models.DateTimeField(null=True)
    undone_at = models.DateTimeField(null=True)
    last_error = models.CharField(max_length=1000, blank=True)
    result = models.JSONField(default=dict)

    class Meta:
        db_table = "outbox_sagastep"
        constraints = (
            models.UniqueConstraint(fields=["saga", "number"], name="saga_step_once"),
            models.CheckConstraint(condition=Q(state__in=STEP_STATES), name="saga_step_state"),
        )


class Reservation(ScopedModel):
    """What a partner has promised under a key. A cancelled one nobody tried is a tombstone: it refuses a late try."""

    partner = models.CharField(max_length=60)
    key = models.UUIDField()
    state = models.CharField(max_length=10, default="tried")
    why = models.CharField(max_length=10, blank=True)
    expires_at = models.DateTimeField(null=True)
    at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    answer = models.JSONField(default=dict)

    class Meta:
        db_table = "outbox_reservation"
        constraints = (
            models.UniqueConstraint(fields=["partner", "key"], name="reservation_once"),
            models.CheckConstraint(
                condition=Q(state__in=["tried", "confirmed", "cancelled"]), name="reservation_state"
            ),
            models.CheckConstraint(condition=~Q(state="confirmed") | Q(expires_at=None), name="reservation_kept"),
        )
        indexes = (
            models.Index(
                fields=["expires_at"], condition=Q(state="tried", expires_at__isnull=False), name="reservation_expiry"
            ),
        )


class InvariantRun(ScopedModel):
    """The last time everything that must be true was checked here; one row a scope."""

    at = models.DateTimeField()
    took_ms = models.PositiveIntegerField()
    checks = models.PositiveIntegerField()
    breaches = models.JSONField(default=list)

    class Meta:
        db_table = "outbox_invariantrun"
