import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.db.models.deletion
from django.db import migrations, models

import shared_apps.crypto.fields
import shared_apps.foundation.ids


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Company",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=shared_apps.foundation.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("code", models.CharField(max_length=40, unique=True)),
                ("name", models.CharField(max_length=200)),
                ("country", models.CharField(max_length=2)),
                ("tax_id", shared_apps.crypto.fields.EncryptedTextField(blank=True, index="tax_id_index")),
                (
                    "tax_id_index",
                    shared_apps.crypto.fields.BlindIndexField(editable=False, max_length=64, null=True, of="tax_id"),
                ),
                ("can_buy", models.BooleanField(default=True)),
                ("can_sell", models.BooleanField(default=False)),
                ("state", models.CharField(default="active", max_length=12)),
                ("owner", models.CharField(blank=True, max_length=60)),
                ("barred_until", models.DateField(null=True)),
                ("barred_reason", models.CharField(blank=True, max_length=300)),
                ("created_at", models.DateTimeField()),
                ("kind", models.CharField(db_default="legal_entity", default="legal_entity", max_length=12)),
                (
                    "lineage",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.UUIDField(), db_default=[], default=list, size=None
                    ),
                ),
                (
                    "parent",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="parties.company"
                    ),
                ),
            ],
            options={
                "default_permissions": (),
                "indexes": [
                    django.contrib.postgres.indexes.GinIndex(fields=["lineage"], name="company_lineage"),
                    models.Index(fields=["tax_id_index"], name="company_tax_id"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["guest", "active", "suspended"])), name="company_state"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["legal_entity", "division"])), name="company_kind"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("kind", "legal_entity"), ("parent__isnull", False), _connector="OR"),
                        name="company_division",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Qualification",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=shared_apps.foundation.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("kind", models.CharField(max_length=40)),
                ("number", models.CharField(blank=True, max_length=80)),
                ("issuer", models.CharField(blank=True, max_length=120)),
                ("valid_from", models.DateField()),
                ("valid_until", models.DateField(null=True)),
                ("state", models.CharField(default="granted", max_length=10)),
                ("recorded_at", models.DateTimeField()),
                ("revoked_at", models.DateTimeField(null=True)),
                ("reason", models.CharField(blank=True, max_length=300)),
                ("judged_at", models.DateTimeField(null=True)),
                ("reminded_at", models.DateTimeField(null=True)),
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
                    models.Index(fields=["company", "kind"], name="qualification_of_company"),
                    models.Index(
                        condition=models.Q(("state", "submitted")), fields=["id"], name="qualification_handed_in"
                    ),
                    models.Index(
                        condition=models.Q(("state", "granted")),
                        fields=["valid_until", "id"],
                        name="qualification_ends",
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["submitted", "granted", "refused", "revoked"])),
                        name="qualification_state",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("valid_until__isnull", True), ("valid_until__gte", models.F("valid_from")), _connector="OR"
                        ),
                        name="qualification_times",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Site",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=shared_apps.foundation.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("name", models.CharField(max_length=120)),
                ("lines", models.TextField(blank=True)),
                ("postcode", models.CharField(blank=True, max_length=20)),
                ("city", models.CharField(blank=True, max_length=120)),
                ("country", models.CharField(max_length=2)),
                ("is_delivery", models.BooleanField(default=True)),
                ("is_billing", models.BooleanField(default=False)),
                (
                    "company",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="parties.company"
                    ),
                ),
            ],
            options={
                "default_permissions": (),
            },
        ),
    ]
