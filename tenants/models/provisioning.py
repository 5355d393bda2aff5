"""Opening a marketplace, step by step, as people can watch it."""

from django.db import models

from shared_apps.crypto.names import NameField
from shared_apps.foundation.ids import uuid7


class ProvisioningRun(models.Model):
    """One attempt to open one marketplace. A retry is a new run; the newest counts."""

    class State(models.TextChoices):
        RUNNING = "running"
        DONE = "done"
        ROLLING_BACK = "rolling_back"
        FAILED = "failed"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    tenant = models.ForeignKey("tenants.Tenant", on_delete=models.CASCADE, related_name="runs")
    state = models.CharField(max_length=16, choices=State.choices, default=State.RUNNING)
    reason = models.TextField(blank=True)
    asked_by = NameField(max_length=200, blank=True)
    created_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["tenant"],
                condition=models.Q(state__in=["running", "rolling_back"]),
                name="provisioning_one_open_run",
            ),
        )
        indexes = (models.Index(fields=["tenant", "-created_at"], name="provisioning_newest"),)


class ProvisioningStep(models.Model):
    """One visible step. `position` is the order in which steps run."""

    class State(models.TextChoices):
        WAITING = "waiting"
        RUNNING = "running"
        DONE = "done"
        FAILED = "failed"
        UNDONE = "undone"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    run = models.ForeignKey(ProvisioningRun, on_delete=models.CASCADE, related_name="steps")
    name = models.CharField(max_length=32)
    position = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=12, choices=State.choices, default=State.WAITING)
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    message = models.TextField(blank=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["run", "name"], name="provisioning_step_once"),)
        ordering = ("position",)
