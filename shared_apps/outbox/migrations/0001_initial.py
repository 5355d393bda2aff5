import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models

import shared_apps.foundation.ids


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="InvariantRun",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=shared_apps.foundation.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("at", models.DateTimeField()),
                ("took_ms", models.PositiveIntegerField()),
                ("checks", models.PositiveIntegerField()),
                ("breaches", models.JSONField(default=list)),
            ],
            options={
                "db_table": "outbox_invariantrun",
            },
        ),
        migrations.CreateModel(
            name="InboxReceipt",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=shared_apps.foundation.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("event_id", models.UUIDField()),
                ("subscriber", models.CharField(max_length=80)),
                ("at", models.DateTimeField()),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("event_id", "subscriber"), name="inbox_once")],
            },
        ),
        migrations.CreateModel(
            name="Job",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=shared_apps.foundation.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("kind", models.CharField(max_length=80)),
                ("title", models.CharField(max_length=200)),
                ("payload", models.JSONField(default=dict)),
                ("state", models.CharField(default="owed", max_length=12)),
                ("run_at", models.DateTimeField()),
                ("lease_until", models.DateTimeField(null=True)),
                ("attempts", models.PositiveSmallIntegerField(default=0)),
                ("done_count", models.BigIntegerField(default=0)),
                ("total_count", models.BigIntegerField(null=True)),
                ("step", models.CharField(blank=True, max_length=120)),
                ("result", models.JSONField(default=dict)),
                ("last_error", models.TextField(blank=True)),
                ("created_at", models.DateTimeField()),
                ("finished_at", models.DateTimeField(null=True)),
                ("asked_by", models.CharField(blank=True, max_length=120)),
                (
                    "tags",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=80), default=list, size=None
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("state__in", ["owed", "running"])), fields=["run_at"], name="job_owed"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="OutboxMessage",
            fields=[
                ("seq", models.BigAutoField(primary_key=True, serialize=False)),
                ("event_id", models.UUIDField(unique=True)),
                ("name", models.CharField(max_length=80)),
                ("version", models.PositiveSmallIntegerField(default=1)),
                ("aggregate", models.CharField(max_length=120)),
                ("payload", models.TextField()),
                ("at", models.DateTimeField()),
                ("delivered_at", models.DateTimeField(null=True)),
                ("attempts", models.PositiveSmallIntegerField(default=0)),
                ("next_attempt_at", models.DateTimeField()),
                ("parked", models.BooleanField(default=False)),
                ("last_error", models.TextField(blank=True)),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("delivered_at__isnull", True), ("parked", False)),
                        fields=["seq"],
                        name="outbox_owed",
                    ),
                    models.Index(
                        condition=models.Q(("delivered_at__isnull", True)),
                        fields=["aggregate", "seq"],
                        name="outbox_order",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Reservation",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=shared_apps.foundation.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("partner", models.CharField(max_length=60)),
                ("key", models.UUIDField()),
                ("state", models.CharField(default="tried", max_length=10)),
                ("why", models.CharField(blank=True, max_length=10)),
                ("expires_at", models.DateTimeField(null=True)),
                ("at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(null=True)),
                ("answer", models.JSONField(default=dict)),
            ],
            options={
                "db_table": "outbox_reservation",
                "indexes": [
                    models.Index(
                        condition=models.Q(("expires_at__isnull", False), ("state", "tried")),
                        fields=["expires_at"],
                        name="reservation_expiry",
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("partner", "key"), name="reservation_once"),
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["tried", "confirmed", "cancelled"])), name="reservation_state"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "confirmed"), _negated=True), ("expires_at", None), _connector="OR"
                        ),
                        name="reservation_kept",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Saga",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=shared_apps.foundation.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("type", models.CharField(max_length=60)),
                ("reference", models.CharField(max_length=80)),
                ("title", models.CharField(max_length=200)),
                ("data", models.JSONField(default=dict)),
                ("state", models.CharField(default="forward", max_length=10)),
                ("stuck_in", models.CharField(blank=True, max_length=10)),
                ("is_past_pivot", models.BooleanField(default=False)),
                ("reason", models.CharField(blank=True, max_length=400)),
                ("started_at", models.DateTimeField()),
                ("deadline_at", models.DateTimeField()),
                ("next_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(null=True)),
                ("stuck_at", models.DateTimeField(null=True)),
                ("token", models.BigIntegerField(default=0)),
                ("lease_until", models.DateTimeField(null=True)),
                ("handler_id", models.UUIDField(null=True)),
                ("handler_name", models.CharField(blank=True, max_length=200)),
                ("asked_by", models.CharField(blank=True, max_length=200)),
            ],
            options={
                "db_table": "outbox_saga",
                "indexes": [
                    models.Index(
                        condition=models.Q(("state__in", ("forward", "backward"))), fields=["next_at"], name="saga_due"
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("type", "reference"), name="saga_once"),
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ("forward", "backward", "stuck", "done", "undone"))),
                        name="saga_state",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("stuck_at__isnull", True), ("stuck_in", "")),
                            models.Q(("stuck_at__isnull", False), ("stuck_in__in", ("forward", "backward"))),
                            _connector="OR",
                        ),
                        name="saga_stuck_somewhere",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="SagaStep",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=shared_apps.foundation.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("number", models.PositiveSmallIntegerField()),
                ("name", models.CharField(max_length=60)),
                ("part", models.PositiveSmallIntegerField(default=0)),
                ("state", models.CharField(default="owed", max_length=10)),
                ("attempts", models.PositiveIntegerField(default=0)),
                ("undo_attempts", models.PositiveIntegerField(default=0)),
                ("started_at", models.DateTimeField(null=True)),
                ("deadline_at", models.DateTimeField(null=True)),
                ("done_at", models.DateTimeField(null=True)),
                ("undone_at", models.DateTimeField(null=True)),
                ("last_error", models.CharField(blank=True, max_length=1000)),
                ("result", models.JSONField(default=dict)),
                (
                    "saga",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="steps",
                        to="outbox.saga",
                    ),
                ),
            ],
            options={
                "db_table": "outbox_sagastep",
                "constraints": [
                    models.UniqueConstraint(fields=("saga", "number"), name="saga_step_once"),
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ("owed", "waiting", "done", "undone", "skipped"))),
                        name="saga_step_state",
                    ),
                ],
            },
        ),
    ]
