"""The two tables through which control plane and regions talk.

A region reads its jobs and appends reports; it can change nothing here. The control plane writes jobs and takes
reports in; it reaches no region's database.
"""

from django.db import models

from shared_apps.foundation.ids import uuid7


class RegionJob(models.Model):
    """Work of a region, asked for by the control plane. Done when the region's report has been taken in."""

    class Kind(models.TextChoices):
        PROVISION = "provision"
        ROLL_BACK = "roll_back"
        SUPPORT = "support"
        DESTROY_KEYS = "destroy_keys"

    class State(models.TextChoices):
        OWED = "owed"
        DONE = "done"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    region = models.CharField(max_length=16)
    kind = models.CharField(max_length=16, choices=Kind.choices)
    tenant = models.ForeignKey("tenants.Tenant", on_delete=models.CASCADE, related_name="region_jobs")
    run_id = models.UUIDField()
    payload = models.JSONField(default=dict)
    state = models.CharField(max_length=8, choices=State.choices, default=State.OWED)
    created_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["run_id", "kind"], name="region_job_once"),)
        indexes = (
            models.Index(fields=["region", "created_at"], condition=models.Q(state="owed"), name="region_job_owed"),
        )


class ControlInbox(models.Model):
    """A report of a region, append-only for it. `id` is made by the region and sorts in the order of making."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    region = models.CharField(max_length=16)
    kind = models.CharField(max_length=32)
    payload = models.JSONField(default=dict)
    at = models.DateTimeField()
    taken_at = models.DateTimeField(null=True)

    class Meta:
        indexes = (models.Index(fields=["id"], condition=models.Q(taken_at__isnull=True), name="control_inbox_new"),)
