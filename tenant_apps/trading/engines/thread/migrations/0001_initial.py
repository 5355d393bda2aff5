import django.db.models.deletion
from django.db import migrations, models

import shared_apps.crypto.fields
import shared_apps.foundation.ids


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("parties", "0001_initial"),
        ("trading", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Guest",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=shared_apps.foundation.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("email", shared_apps.crypto.fields.EncryptedTextField(index="email_index", subject="id")),
                (
                    "email_index",
                    shared_apps.crypto.fields.BlindIndexField(editable=False, max_length=64, null=True, of="email"),
                ),
                ("contact", shared_apps.crypto.fields.EncryptedTextField(subject="id")),
                ("language", models.CharField(max_length=12)),
                ("created_at", models.DateTimeField()),
                ("asked_at", models.DateTimeField(null=True)),
                ("admitted_at", models.DateTimeField(null=True)),
                (
                    "company",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="parties.company"
                    ),
                ),
                (
                    "initiator",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="parties.company",
                    ),
                ),
            ],
            options={
                "default_permissions": (),
                "constraints": [models.UniqueConstraint(fields=("initiator", "email_index"), name="guest_once")],
            },
        ),
        migrations.CreateModel(
            name="GuestInvitation",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=shared_apps.foundation.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("invited_at", models.DateTimeField()),
                ("expires_at", models.DateTimeField()),
                ("withdrawn_at", models.DateTimeField(null=True)),
                ("opened_at", models.DateTimeField(null=True)),
                ("code_digest", models.CharField(blank=True, max_length=64)),
                ("code_until", models.DateTimeField(null=True)),
                ("code_tries", models.PositiveSmallIntegerField(default=0)),
                ("session_digest", models.CharField(blank=True, max_length=64)),
                ("session_until", models.DateTimeField(null=True)),
                (
                    "guest",
                    models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="thread.guest"
                    ),
                ),
                (
                    "trading_event",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="trading.tradingevent"
                    ),
                ),
            ],
            options={
                "default_permissions": (),
                "constraints": [models.UniqueConstraint(fields=("guest", "trading_event"), name="guest_invited_once")],
            },
        ),
        migrations.CreateModel(
            name="RequestReminder",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=shared_apps.foundation.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("reminded_at", models.DateTimeField()),
                (
                    "company",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="parties.company",
                    ),
                ),
                (
                    "trading_event",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="trading.tradingevent",
                    ),
                ),
            ],
            options={
                "default_permissions": (),
                "constraints": [models.UniqueConstraint(fields=("trading_event", "company"), name="reminded_once")],
            },
        ),
    ]
