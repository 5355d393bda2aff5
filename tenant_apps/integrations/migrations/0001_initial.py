import django.db.models.deletion
from django.db import migrations, models

import shared_apps.crypto.fields
import shared_apps.foundation.ids


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("catalogue", "0001_initial"),
        ("inventory", "0001_initial"),
        ("orders", "0001_initial"),
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
                ("code", models.CharField(max_length=20)),
                ("name", models.CharField(max_length=80)),
                ("connector", models.CharField(max_length=20)),
                ("settings", models.JSONField(default=dict)),
                ("secret", shared_apps.crypto.fields.EncryptedTextField(null=True)),
                ("winners", models.JSONField(default=dict)),
                ("state", models.CharField(default="active", max_length=10)),
                ("cursor", models.CharField(blank=True, max_length=200)),
                ("failures", models.PositiveIntegerField(default=0)),
                ("last_ok_at", models.DateTimeField(null=True)),
                ("last_error", models.CharField(blank=True, max_length=300)),
                ("created_at", models.DateTimeField()),
                (
                    "company",
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
                "indexes": [
                    models.Index(
                        condition=models.Q(("failures__gte", 1), ("state", "active")),
                        fields=["created_at", "id"],
                        name="connection_failing",
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("company", "code"), name="connection_once"),
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["active", "paused"])), name="connection_state"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Delivery",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=shared_apps.foundation.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("state", models.CharField(default="owed", max_length=8)),
                ("their_number", models.CharField(blank=True, max_length=60)),
                ("attempts", models.PositiveIntegerField(default=0)),
                ("last_error", models.CharField(blank=True, max_length=300)),
                ("created_at", models.DateTimeField()),
                ("changed_at", models.DateTimeField()),
                (
                    "connection",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="integrations.connection",
                    ),
                ),
                (
                    "order",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="orders.order"),
                ),
            ],
            options={
                "default_permissions": (),
                "indexes": [
                    models.Index(
                        condition=models.Q(("state__in", ["unknown", "dead"])),
                        fields=["changed_at", "id"],
                        name="sync_delivery_failed",
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("connection", "order"), name="sync_delivery_once"),
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["owed", "unknown", "taken", "dead"])),
                        name="sync_delivery_state",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Disagreement",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=shared_apps.foundation.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("field", models.CharField(max_length=20)),
                ("thing", models.CharField(max_length=100)),
                ("word_id", models.UUIDField()),
                ("ours", models.CharField(max_length=120)),
                ("theirs", models.CharField(max_length=120)),
                ("why", models.CharField(max_length=20)),
                ("state", models.CharField(default="open", max_length=8)),
                ("winner", models.CharField(blank=True, max_length=8)),
                ("decided_by", models.CharField(blank=True, max_length=200)),
                ("reason", models.CharField(blank=True, max_length=200)),
                ("opened_at", models.DateTimeField()),
                ("decided_at", models.DateTimeField(null=True)),
                (
                    "connection",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="integrations.connection",
                    ),
                ),
            ],
            options={
                "default_permissions": (),
                "indexes": [models.Index(fields=["connection", "-id"], name="sync_disagreement_latest")],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state", "open")),
                        fields=("connection", "field", "thing"),
                        name="sync_disagreement_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "open"), ("winner", "")),
                            models.Q(("state", "decided"), ("winner__in", ["theirs", "ours"])),
                            _connector="OR",
                        ),
                        name="sync_disagreement_state",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="FileDrop",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=shared_apps.foundation.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("name", models.CharField(max_length=120)),
                ("sha256", models.CharField(max_length=64)),
                ("object_key", models.CharField(max_length=300)),
                ("sequence", models.BigIntegerField()),
                ("state", models.CharField(default="owed", max_length=8)),
                ("rows", models.PositiveIntegerField(default=0)),
                ("taken", models.PositiveIntegerField(default=0)),
                ("bad", models.JSONField(default=list)),
                ("error", models.CharField(blank=True, max_length=300)),
                ("at", models.DateTimeField()),
                (
                    "connection",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="integrations.connection",
                    ),
                ),
            ],
            options={
                "default_permissions": (),
                "constraints": [
                    models.UniqueConstraint(fields=("connection", "name", "sha256"), name="sync_file_once"),
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["owed", "read", "refused"])), name="sync_file_state"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Message",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=shared_apps.foundation.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("message_id", models.CharField(max_length=80)),
                ("kind", models.CharField(max_length=10)),
                ("thing", models.CharField(max_length=100)),
                ("sequence", models.BigIntegerField()),
                ("said_at", models.DateTimeField()),
                ("body", models.JSONField(default=dict)),
                ("state", models.CharField(max_length=10)),
                ("reason", models.CharField(blank=True, max_length=300)),
                ("tries", models.PositiveSmallIntegerField(default=1)),
                ("heard_at", models.DateTimeField()),
                ("changed_at", models.DateTimeField()),
                (
                    "connection",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="integrations.connection",
                    ),
                ),
            ],
            options={
                "default_permissions": (),
                "indexes": [
                    models.Index(fields=["connection", "-id"], name="sync_message_latest"),
                    models.Index(
                        condition=models.Q(("state__in", ["parked", "dead"])),
                        fields=["connection", "thing", "sequence"],
                        name="sync_message_open",
                    ),
                    models.Index(
                        condition=models.Q(("state", "dead")), fields=["changed_at", "id"], name="sync_message_dead"
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("connection", "message_id"), name="sync_message_once"),
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["applied", "superseded", "parked", "dead"])),
                        name="sync_message_state",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["level", "movement", "order"]), ("sequence__gt", 0)),
                        name="sync_message_kind",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="OrderWord",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=shared_apps.foundation.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("fields", models.JSONField(default=dict)),
                ("version", models.BigIntegerField(default=0)),
                ("said_at", models.DateTimeField(null=True)),
                ("heard_at", models.DateTimeField()),
                (
                    "connection",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="integrations.connection",
                    ),
                ),
                (
                    "order",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="orders.order"),
                ),
            ],
            options={
                "default_permissions": (),
                "constraints": [
                    models.UniqueConstraint(fields=("connection", "order"), name="order_word_once"),
                    models.CheckConstraint(
                        condition=models.Q(("said_at__isnull", True), ("version__gt", 0), _connector="OR"),
                        name="order_word_version",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Reconciliation",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=shared_apps.foundation.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("state", models.CharField(default="owed", max_length=8)),
                ("job_id", models.UUIDField(null=True)),
                ("asked_by", models.CharField(blank=True, max_length=120)),
                ("counts", models.JSONField(default=dict)),
                ("rows", models.JSONField(default=list)),
                ("at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(null=True)),
                (
                    "connection",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="integrations.connection",
                    ),
                ),
            ],
            options={
                "default_permissions": (),
                "indexes": [models.Index(fields=["connection", "-id"], name="sync_report_latest")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["owed", "done"])), name="sync_report_state"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Run",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=shared_apps.foundation.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("kind", models.CharField(max_length=8)),
                ("started_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField()),
                ("is_ok", models.BooleanField()),
                ("counts", models.JSONField(default=dict)),
                ("error", models.CharField(blank=True, max_length=300)),
                (
                    "connection",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="integrations.connection",
                    ),
                ),
            ],
            options={
                "default_permissions": (),
                "indexes": [models.Index(fields=["connection", "-id"], name="sync_run_latest")],
            },
        ),
        migrations.CreateModel(
            name="StockWord",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=shared_apps.foundation.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("sequence", models.BigIntegerField(default=0)),
                ("theirs", models.DecimalField(decimal_places=6, max_digits=20, null=True)),
                ("agreed", models.DecimalField(decimal_places=6, max_digits=20, null=True)),
                ("said_at", models.DateTimeField(null=True)),
                ("heard_at", models.DateTimeField()),
                (
                    "connection",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="integrations.connection",
                    ),
                ),
                (
                    "item",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="catalogue.item",
                    ),
                ),
                (
                    "warehouse",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="inventory.warehouse",
                    ),
                ),
            ],
            options={
                "default_permissions": (),
                "indexes": [models.Index(fields=["item", "warehouse"], name="stock_word_item")],
                "constraints": [
                    models.UniqueConstraint(fields=("connection", "item", "warehouse"), name="stock_word_once"),
                    models.CheckConstraint(condition=models.Q(("sequence__gte", 0)), name="stock_word_sequence"),
                ],
            },
        ),
    ]
