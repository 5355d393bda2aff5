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
            name="SupportVisit",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=shared_apps.foundation.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("operator", models.UUIDField()),
                ("reason", models.CharField(max_length=500)),
                ("ticket", models.CharField(max_length=80)),
                ("wanted_member", models.UUIDField(null=True)),
                ("wants_writing", models.BooleanField(default=False)),
                ("state", models.CharField(default="asked", max_length=10)),
                ("asked_at", models.DateTimeField()),
                ("may_write", models.BooleanField(default=False)),
                ("minutes", models.PositiveSmallIntegerField(default=0)),
                ("decided_at", models.DateTimeField(null=True)),
                ("decider", models.CharField(blank=True, max_length=120)),
                ("decided_by", models.CharField(blank=True, max_length=200)),
                ("decided_reason", models.CharField(blank=True, max_length=300)),
                ("is_standing", models.BooleanField(default=False)),
                ("entry_hash", models.CharField(blank=True, max_length=64)),
                ("entry_until", models.DateTimeField(null=True)),
                ("entered_at", models.DateTimeField(null=True)),
                ("session_hash", models.CharField(blank=True, max_length=64)),
                ("ends_at", models.DateTimeField(null=True)),
                ("ended_at", models.DateTimeField(null=True)),
                ("ended_how", models.CharField(blank=True, max_length=12)),
                (
                    "member",
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
                    models.Index(
                        condition=models.Q(("state", "consented")), fields=["ends_at"], name="support_visit_runs"
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ("asked", "consented", "refused", "ended"))),
                        name="support_visit_state",
                    ),
                    models.CheckConstraint(condition=models.Q(("minutes__lte", 60)), name="support_visit_hour"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state__in", ("asked", "refused", "ended")),
                            models.Q(("ends_at__isnull", False), ("member__isnull", False)),
                            _connector="OR",
                        ),
                        name="support_visit_lent",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="SupportLook",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=shared_apps.foundation.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("at", models.DateTimeField()),
                ("method", models.CharField(max_length=8)),
                ("path", models.CharField(max_length=300)),
                ("status", models.PositiveSmallIntegerField()),
                (
                    "visit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="looks", to="support.supportvisit"
                    ),
                ),
            ],
            options={
                "default_permissions": (),
                "indexes": [models.Index(fields=["visit", "id"], name="support_look_order")],
            },
        ),
        migrations.CreateModel(
            name="StandingConsent",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=shared_apps.foundation.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("given_at", models.DateTimeField()),
                ("given_by", models.CharField(max_length=200)),
                ("until", models.DateTimeField()),
                ("minutes", models.PositiveSmallIntegerField()),
                ("ended_at", models.DateTimeField(null=True)),
                (
                    "member",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "default_permissions": (),
                "constraints": [
                    models.UniqueConstraint(
                        models.Value(1), condition=models.Q(("ended_at__isnull", True)), name="standing_consent_one"
                    )
                ],
            },
        ),
    ]
