import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import shared_apps.foundation.ids


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("accounts", "__first__"),
        ("parties", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="ExceptionWatch",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=shared_apps.foundation.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("place", models.CharField(max_length=90, unique=True)),
                ("front", models.CharField(blank=True, max_length=80)),
                ("behind", models.BooleanField(default=False)),
                ("round", models.CharField(blank=True, max_length=80)),
                ("there", models.CharField(blank=True, max_length=40)),
                ("looked_at", models.DateTimeField()),
            ],
            options={
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="OrderException",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=shared_apps.foundation.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("number", models.CharField(max_length=30, unique=True)),
                ("kind", models.CharField(max_length=40)),
                ("subject", models.CharField(max_length=40)),
                ("subject_id", models.UUIDField()),
                ("subject_number", models.CharField(max_length=80)),
                (
                    "roles",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=40), default=list, size=None
                    ),
                ),
                ("handler_name", models.CharField(blank=True, max_length=120)),
                ("state", models.CharField(default="open", max_length=10)),
                ("severity", models.CharField(default="normal", max_length=6)),
                ("amount_minor", models.BigIntegerField(default=0)),
                ("currency", models.CharField(blank=True, max_length=3)),
                ("facts", models.JSONField(default=dict)),
                ("found_by", models.CharField(max_length=60)),
                ("opened_at", models.DateTimeField()),
                ("deadline_at", models.DateTimeField()),
                ("waits_until", models.DateTimeField(null=True)),
                ("late_told_at", models.DateTimeField(null=True)),
                ("first_at", models.DateTimeField(null=True)),
                ("how", models.CharField(blank=True, max_length=10)),
                ("closed_at", models.DateTimeField(null=True)),
                ("closed_by", models.CharField(blank=True, max_length=120)),
                ("note", models.CharField(blank=True, max_length=300)),
                ("gone_at", models.DateTimeField(null=True)),
                (
                    "company",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="parties.company",
                    ),
                ),
                (
                    "handler",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "other",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="parties.company",
                    ),
                ),
            ],
            options={
                "default_permissions": (),
                "indexes": [
                    models.Index(
                        condition=models.Q(("state__in", ("open", "working", "waiting"))),
                        fields=["company", "deadline_at"],
                        name="exception_company",
                    ),
                    models.Index(
                        condition=models.Q(("state__in", ("open", "working", "waiting"))),
                        fields=["other", "deadline_at"],
                        name="exception_other",
                    ),
                    models.Index(fields=["subject", "subject_id"], name="exception_subject"),
                    models.Index(
                        condition=models.Q(("gone_at__isnull", True)), fields=["kind", "id"], name="exception_there"
                    ),
                    models.Index(
                        condition=models.Q(
                            ("late_told_at__isnull", True), ("state__in", ("open", "working", "waiting"))
                        ),
                        fields=["deadline_at"],
                        name="exception_due",
                    ),
                    models.Index(
                        condition=models.Q(("state", "waiting")), fields=["waits_until"], name="exception_rests"
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("gone_at__isnull", True)),
                        fields=("kind", "subject_id"),
                        name="exception_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ("open", "working", "waiting", "solved", "dismissed"))),
                        name="exception_state",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("severity__in", ("low", "normal", "high"))), name="exception_severity"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("closed_at__isnull", True),
                                ("gone_at__isnull", True),
                                ("how", ""),
                                ("state__in", ("open", "working", "waiting")),
                            ),
                            models.Q(
                                ("closed_at__isnull", False),
                                ("how__in", ("solved", "dismissed", "cleared")),
                                ("state__in", ["solved", "dismissed"]),
                            ),
                            _connector="OR",
                        ),
                        name="exception_closed",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "waiting"), ("waits_until__isnull", False)),
                            models.Q(models.Q(("state", "waiting"), _negated=True), ("waits_until__isnull", True)),
                            _connector="OR",
                        ),
                        name="exception_waits",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ExceptionMoment",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=shared_apps.foundation.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("at", models.DateTimeField()),
                ("what", models.CharField(max_length=10)),
                ("step", models.CharField(blank=True, max_length=40)),
                ("who", models.CharField(blank=True, max_length=120)),
                ("text", models.CharField(blank=True, max_length=500)),
                (
                    "company",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="parties.company",
                    ),
                ),
                (
                    "exception",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="moments",
                        to="exceptions.orderexception",
                    ),
                ),
            ],
            options={
                "default_permissions": (),
                "indexes": [models.Index(fields=["exception", "id"], name="exception_moment_order")],
            },
        ),
    ]
