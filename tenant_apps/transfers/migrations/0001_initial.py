import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models

import shared_apps.foundation.ids


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("documents", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="ResidencyStatement",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=shared_apps.foundation.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("day", models.DateField(unique=True)),
                ("body", models.TextField()),
                ("digest", models.CharField(max_length=64)),
                ("note", models.TextField()),
                ("key", models.CharField(max_length=200)),
                ("made_at", models.DateTimeField()),
            ],
            options={
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="AbroadTotal",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=shared_apps.foundation.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("year", models.PositiveSmallIntegerField()),
                ("country", models.CharField(max_length=2)),
                ("persons", models.PositiveBigIntegerField(default=0)),
                ("sensitive", models.PositiveBigIntegerField(default=0)),
            ],
            options={
                "default_permissions": (),
                "constraints": [
                    models.UniqueConstraint(fields=("year", "country"), name="abroad_total_once"),
                    models.CheckConstraint(
                        condition=models.Q(("sensitive__lte", models.F("persons"))), name="abroad_total_sensitive"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="BlockedFlow",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=shared_apps.foundation.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("day", models.DateField()),
                ("flow", models.CharField(max_length=60)),
                ("country", models.CharField(max_length=2)),
                ("reason", models.CharField(max_length=20)),
                ("count", models.PositiveIntegerField(default=0)),
                ("first_at", models.DateTimeField()),
                ("last_at", models.DateTimeField()),
                ("seen_at", models.DateTimeField(null=True)),
            ],
            options={
                "default_permissions": (),
                "indexes": [
                    models.Index(
                        condition=models.Q(("seen_at__isnull", True)), fields=["last_at"], name="blocked_flow_new"
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("day", "flow", "country", "reason"), name="blocked_flow_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="FlowCount",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=shared_apps.foundation.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("day", models.DateField()),
                ("flow", models.CharField(max_length=60)),
                ("country", models.CharField(max_length=2)),
                ("outcome", models.CharField(max_length=8)),
                ("count", models.PositiveBigIntegerField(default=0)),
            ],
            options={
                "default_permissions": (),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("outcome__in", ("passed", "blocked"))), name="flow_count_outcome"
                    ),
                    models.UniqueConstraint(fields=("day", "flow", "country", "outcome"), name="flow_count_once"),
                ],
            },
        ),
        migrations.CreateModel(
            name="PersonAbroad",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=shared_apps.foundation.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("year", models.PositiveSmallIntegerField()),
                ("country", models.CharField(max_length=2)),
                ("person", models.CharField(max_length=120)),
                ("is_sensitive", models.BooleanField(default=False)),
            ],
            options={
                "default_permissions": (),
                "constraints": [
                    models.UniqueConstraint(fields=("year", "country", "person"), name="person_abroad_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="SiblingTotal",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=shared_apps.foundation.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("marketplace", models.UUIDField()),
                ("year", models.PositiveSmallIntegerField()),
                ("persons", models.PositiveBigIntegerField(default=0)),
                ("sensitive", models.PositiveBigIntegerField(default=0)),
                ("read_at", models.DateTimeField()),
            ],
            options={
                "default_permissions": (),
                "constraints": [models.UniqueConstraint(fields=("marketplace", "year"), name="sibling_total_once")],
            },
        ),
        migrations.CreateModel(
            name="AuthorityRequest",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=shared_apps.foundation.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("number", models.PositiveIntegerField(unique=True)),
                ("authority", models.CharField(max_length=200)),
                ("country", models.CharField(max_length=2)),
                ("subject", models.CharField(max_length=300)),
                ("reference", models.CharField(blank=True, max_length=120)),
                ("state", models.CharField(default="open", max_length=12)),
                (
                    "approvers",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=120), default=list, size=None
                    ),
                ),
                ("entered_by", models.CharField(max_length=120)),
                ("entered_at", models.DateTimeField()),
                ("decided_at", models.DateTimeField(null=True)),
                ("decided_reason", models.CharField(blank=True, max_length=300)),
                ("handed_over_at", models.DateTimeField(null=True)),
                (
                    "document",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="documents.document",
                    ),
                ),
            ],
            options={
                "default_permissions": (),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ("open", "approved", "refused", "handed_over"))),
                        name="authority_request_state",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Mechanism",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=shared_apps.foundation.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("country", models.CharField(max_length=2)),
                ("mechanism", models.CharField(max_length=20)),
                ("state", models.CharField(max_length=10)),
                ("edition", models.PositiveIntegerField(default=1)),
                ("reference", models.CharField(blank=True, max_length=120)),
                ("valid_from", models.DateField()),
                ("valid_until", models.DateField(null=True)),
                ("filed_on", models.DateField(null=True)),
                ("reason", models.CharField(max_length=300)),
                (
                    "authors",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=120), default=list, size=None
                    ),
                ),
                ("proposed_at", models.DateTimeField()),
                ("proposed_by", models.CharField(max_length=200)),
                ("decided_at", models.DateTimeField(null=True)),
                ("decided_by", models.CharField(blank=True, max_length=200)),
                ("ended_at", models.DateTimeField(null=True)),
                (
                    "document",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="documents.document",
                    ),
                ),
            ],
            options={
                "default_permissions": (),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ("proposed", "in_force", "ended", "rejected", "withdrawn"))),
                        name="mechanism_state",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("state__in", ("proposed", "in_force"))),
                        fields=("country", "state"),
                        name="mechanism_one",
                    ),
                ],
            },
        ),
    ]
