import django.db.models.deletion
from django.db import migrations, models

import shared_apps.foundation.ids


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("parties", "0001_initial"),
        ("trading", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="OpenerKey",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=shared_apps.foundation.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("person", models.CharField(max_length=80)),
                ("name", models.CharField(max_length=200)),
                ("public_key", models.TextField()),
                ("fingerprint", models.CharField(max_length=64, unique=True)),
                ("created_at", models.DateTimeField()),
                ("retired_at", models.DateTimeField(null=True)),
                (
                    "company",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="parties.company"
                    ),
                ),
            ],
            options={
                "default_permissions": (),
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("retired_at__isnull", True)),
                        fields=("person",),
                        name="opener_key_in_use_once",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="OpenerRequest",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=shared_apps.foundation.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("answer", models.CharField(blank=True, max_length=8)),
                ("asked_at", models.DateTimeField()),
                ("answered_at", models.DateTimeField(null=True)),
                (
                    "company",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="parties.company"
                    ),
                ),
                (
                    "key",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="vault.openerkey"
                    ),
                ),
                (
                    "lot",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="trading.lot"),
                ),
            ],
            options={
                "default_permissions": (),
                "constraints": [
                    models.UniqueConstraint(fields=("lot", "company"), name="opener_request_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("answer", "accepted"), ("key__isnull", False)),
                            models.Q(("answer__in", ["", "declined"]), ("key__isnull", True)),
                            _connector="OR",
                        ),
                        name="opener_request_answer",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="TenderOfficer",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=shared_apps.foundation.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("part", models.CharField(max_length=8)),
                ("number", models.PositiveSmallIntegerField()),
                ("person", models.CharField(max_length=80)),
                ("name", models.CharField(max_length=200)),
                ("fingerprint", models.CharField(blank=True, max_length=64)),
                (
                    "lot",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="trading.lot"),
                ),
            ],
            options={
                "default_permissions": (),
                "constraints": [
                    models.UniqueConstraint(fields=("lot", "part", "number"), name="tender_officer_number"),
                    models.UniqueConstraint(fields=("lot", "part", "person"), name="tender_officer_person"),
                    models.CheckConstraint(
                        condition=models.Q(("part__in", ["opener", "scorer"])), name="tender_officer_part"
                    ),
                ],
            },
        ),
    ]
