import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import shared_apps.crypto.fields
import shared_apps.foundation.ids


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("accounts", "__first__"),
        ("parties", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Connection",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=shared_apps.foundation.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("name", models.CharField(max_length=80)),
                ("default_role", models.CharField(max_length=40)),
                ("prefix", models.CharField(max_length=12)),
                ("secret_hash", models.CharField(max_length=64, unique=True)),
                ("old_hash", models.CharField(max_length=64, null=True, unique=True)),
                ("old_until", models.DateTimeField(null=True)),
                (
                    "networks",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=50), default=list, size=None
                    ),
                ),
                ("made_at", models.DateTimeField()),
                ("expires_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(null=True)),
                ("last_used_at", models.DateTimeField(null=True)),
                (
                    "company",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="parties.company"
                    ),
                ),
                (
                    "made_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="Call",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=shared_apps.foundation.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("at", models.DateTimeField()),
                ("method", models.CharField(max_length=8)),
                ("resource", models.CharField(max_length=24)),
                ("resource_id", models.CharField(blank=True, max_length=40)),
                ("status", models.PositiveSmallIntegerField()),
                ("problem", models.CharField(blank=True, max_length=80)),
                ("request_id", models.CharField(blank=True, max_length=64)),
                (
                    "connection",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="provisioning.connection"
                    ),
                ),
            ],
            options={
                "default_permissions": (),
                "indexes": [models.Index(fields=["connection", "-id"], name="call_of_connection")],
            },
        ),
        migrations.CreateModel(
            name="Person",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=shared_apps.foundation.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "external_id",
                    shared_apps.crypto.fields.EncryptedTextField(index="external_index", null=True, subject="user_id"),
                ),
                (
                    "external_index",
                    shared_apps.crypto.fields.BlindIndexField(
                        editable=False, max_length=64, null=True, of="external_id"
                    ),
                ),
                ("user_name", shared_apps.crypto.fields.EncryptedTextField(index="user_name_index", subject="user_id")),
                (
                    "user_name_index",
                    shared_apps.crypto.fields.BlindIndexField(editable=False, max_length=64, null=True, of="user_name"),
                ),
                ("is_active", models.BooleanField(default=True)),
                ("is_ours", models.BooleanField(default=False)),
                (
                    "roles",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=40), default=list, size=None
                    ),
                ),
                ("given", models.JSONField(default=dict)),
                ("version", models.PositiveIntegerField(default=1)),
                ("made_at", models.DateTimeField()),
                ("changed_at", models.DateTimeField()),
                ("removed_at", models.DateTimeField(null=True)),
                (
                    "connection",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="provisioning.connection"
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "default_permissions": (),
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("removed_at__isnull", True)),
                        fields=("connection", "user"),
                        name="person_once",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("removed_at__isnull", True)),
                        fields=("connection", "user_name_index"),
                        name="person_name_once",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("removed_at__isnull", True)),
                        fields=("connection", "external_index"),
                        name="external_id_once",
                    ),
                ],
            },
        ),
    ]
