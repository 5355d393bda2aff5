import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import shared_apps.foundation.ids


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("accounts", "__first__"),
    ]

    operations = [
        migrations.CreateModel(
            name="Alert",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=shared_apps.foundation.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("number", models.CharField(max_length=30, unique=True)),
                ("rule", models.CharField(max_length=4)),
                ("severity", models.CharField(max_length=8)),
                ("state", models.CharField(default="open", max_length=10)),
                ("subject_kind", models.CharField(max_length=20)),
                ("subject_id", models.CharField(max_length=120)),
                ("reasons", models.JSONField(default=list)),
                ("bars", models.JSONField(default=list)),
                ("deeds", models.JSONField(default=list)),
                ("times", models.PositiveIntegerField(default=1)),
                ("needs_second", models.BooleanField(default=False)),
                ("first_seq", models.BigIntegerField()),
                ("last_seq", models.BigIntegerField()),
                ("happened_at", models.DateTimeField()),
                ("found_at", models.DateTimeField()),
                ("last_at", models.DateTimeField()),
                ("owner_name", models.CharField(blank=True, max_length=120)),
                ("decided_at", models.DateTimeField(null=True)),
                ("decided_by", models.CharField(blank=True, max_length=120)),
                ("note", models.CharField(blank=True, max_length=300)),
                (
                    "owner",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "default_permissions": (),
                "indexes": [
                    models.Index(fields=["rule", "-id"], name="alert_rule"),
                    models.Index(
                        condition=models.Q(("state__in", ("open", "taken"))), fields=["-last_at"], name="alert_live"
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state__in", ("open", "taken"))),
                        fields=("rule", "subject_kind", "subject_id"),
                        name="alert_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ("open", "taken", "confirmed", "dismissed"))),
                        name="alert_state",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("severity__in", ("warn", "high", "critical"))), name="alert_severity"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("decided_at__isnull", True), ("state__in", ("open", "taken"))),
                            models.Q(("decided_at__isnull", False), ("state__in", ["confirmed", "dismissed"])),
                            _connector="OR",
                        ),
                        name="alert_decided",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Hold",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=shared_apps.foundation.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("what", models.CharField(max_length=10)),
                ("subject_id", models.CharField(blank=True, max_length=120)),
                ("began_at", models.DateTimeField()),
                ("until", models.DateTimeField(null=True)),
                ("released_at", models.DateTimeField(null=True)),
                (
                    "alert",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="holds", to="anomalies.alert"
                    ),
                ),
            ],
            options={
                "default_permissions": (),
                "indexes": [
                    models.Index(
                        condition=models.Q(("released_at__isnull", True)),
                        fields=["what", "subject_id"],
                        name="hold_live",
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("what__in", ["pair", "user", "all", "files"])), name="hold_what"
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("released_at__isnull", True)),
                        fields=("alert", "what", "subject_id"),
                        name="hold_once",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Judgement",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=shared_apps.foundation.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("rule", models.CharField(max_length=4)),
                ("act_id", models.UUIDField()),
                ("seq", models.BigIntegerField()),
                ("action", models.CharField(max_length=80)),
                ("at", models.DateTimeField()),
                ("judged_at", models.DateTimeField()),
                ("measure", models.JSONField()),
                (
                    "alert",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="judgements",
                        to="anomalies.alert",
                    ),
                ),
            ],
            options={
                "default_permissions": (),
                "indexes": [models.Index(fields=["rule", "at"], name="judgement_rule")],
                "constraints": [models.UniqueConstraint(fields=("rule", "act_id"), name="judgement_once")],
            },
        ),
        migrations.CreateModel(
            name="Sighting",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=shared_apps.foundation.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("kind", models.CharField(max_length=20)),
                ("key", models.CharField(max_length=200)),
                ("mark", models.CharField(blank=True, max_length=400)),
                ("at", models.DateTimeField()),
                ("value", models.BigIntegerField(default=0)),
                ("times", models.PositiveIntegerField(default=1)),
            ],
            options={
                "default_permissions": (),
                "indexes": [models.Index(fields=["at"], name="sighting_at")],
                "constraints": [models.UniqueConstraint(fields=("kind", "key", "at", "mark"), name="sighting_once")],
            },
        ),
        migrations.CreateModel(
            name="Watch",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=shared_apps.foundation.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("number", models.PositiveSmallIntegerField(default=1, unique=True)),
                ("seq", models.BigIntegerField(default=0)),
                ("quiet_below", models.BigIntegerField(default=0)),
                ("looked_at", models.DateTimeField()),
                ("canary_at", models.DateTimeField(null=True)),
                ("canary_seen_at", models.DateTimeField(null=True)),
                ("checked_at", models.DateTimeField(null=True)),
                ("failures", models.PositiveIntegerField(default=0)),
                ("last_failure", models.CharField(blank=True, max_length=200)),
            ],
            options={
                "default_permissions": (),
                "constraints": [models.CheckConstraint(condition=models.Q(("number", 1)), name="watch_one")],
            },
        ),
    ]
