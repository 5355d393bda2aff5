import django.contrib.postgres.fields
from django.db import migrations, models

import shared_apps.foundation.ids


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Drill",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=shared_apps.foundation.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("number", models.PositiveIntegerField(unique=True)),
                ("outcome", models.CharField(max_length=8)),
                ("started_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField()),
                ("dump_bytes", models.BigIntegerField(default=0)),
                ("dump_sha256", models.CharField(blank=True, default="", max_length=64)),
                ("restore_ms", models.PositiveIntegerField(default=0)),
                ("tables", models.PositiveIntegerField(default=0)),
                ("rows", models.BigIntegerField(default=0)),
                ("checks", models.PositiveIntegerField(default=0)),
                ("log_size", models.BigIntegerField(default=0)),
                ("log_root", models.CharField(blank=True, default="", max_length=64)),
                (
                    "differing",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=63), default=list, size=None
                    ),
                ),
                (
                    "broken",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=500), default=list, size=None
                    ),
                ),
                ("problem", models.CharField(blank=True, default="", max_length=500)),
            ],
            options={
                "default_permissions": (),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("outcome__in", ("whole", "broken", "failed"))), name="drill_outcome"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("outcome", "whole"), _negated=True),
                            models.Q(
                                ("broken", []), ("checks__gt", 0), ("differing", []), ("problem", ""), ("tables__gt", 0)
                            ),
                            _connector="OR",
                        ),
                        name="drill_whole",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Pack",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=shared_apps.foundation.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("number", models.PositiveIntegerField(unique=True)),
                ("state", models.CharField(default="asked", max_length=8)),
                ("reason", models.CharField(max_length=300)),
                ("days", models.PositiveIntegerField()),
                ("asked_by", models.CharField(max_length=120)),
                ("asked_at", models.DateTimeField()),
                ("made_at", models.DateTimeField(null=True)),
                ("log_size", models.BigIntegerField(null=True)),
                ("digest", models.CharField(blank=True, default="", max_length=64)),
                ("sha256", models.CharField(blank=True, default="", max_length=64)),
                ("size_bytes", models.PositiveIntegerField(null=True)),
            ],
            options={
                "default_permissions": (),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ("asked", "made", "failed"))), name="pack_state"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "made"), _negated=True),
                            models.Q(("log_size__gt", 0), ("made_at__isnull", False), ("size_bytes__gt", 0)),
                            _connector="OR",
                        ),
                        name="pack_made_whole",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("state", "asked")), fields=("state",), name="pack_one_at_a_time"
                    ),
                ],
            },
        ),
    ]
