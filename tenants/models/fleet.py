"""Reports of migration runs over all marketplaces of a region."""

from django.db import models

from shared_apps.foundation.ids import uuid7


class MigrationRun(models.Model):
    """One fan-out over one region."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    region = models.CharField(max_length=16)
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)
    migrations = models.JSONField(default=list)
    current_count = models.PositiveIntegerField(default=0)
    migrated_count = models.PositiveIntegerField(default=0)
    failed_count = models.PositiveIntegerField(default=0)
    retry_count = models.PositiveIntegerField(default=0)

    class Meta:
        indexes = (models.Index(fields=["-started_at"], name="migration_run_newest"),)


class MigrationOutcome(models.Model):
    """What happened to one schema that was behind."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    run = models.ForeignKey(MigrationRun, on_delete=models.CASCADE, related_name="outcomes")
    schema_name = models.CharField(max_length=63)
    state = models.CharField(max_length=12)
    way = models.CharField(max_length=12)
    attempts = models.PositiveSmallIntegerField(default=1)
    duration_ms = models.PositiveIntegerField(default=0)
    message = models.TextField(blank=True)

    class Meta:
        indexes = (models.Index(fields=["run", "state"], name="migration_outcome_state"),)
