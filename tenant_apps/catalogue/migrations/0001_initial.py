import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.db.models.deletion
from django.db import migrations, models

import shared_apps.foundation.ids


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("parties", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Category",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=shared_apps.foundation.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("code", models.CharField(max_length=60, unique=True)),
                ("name_en", models.CharField(max_length=120)),
                ("name_zh_hans", models.CharField(blank=True, max_length=120)),
                ("licensed", models.BooleanField(db_default=False, default=False)),
                (
                    "parent",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="catalogue.category",
                    ),
                ),
            ],
            options={
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="Item",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=shared_apps.foundation.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("sku", models.CharField(max_length=60)),
                ("name", models.CharField(max_length=200)),
                ("description", models.TextField(blank=True)),
                ("unit", models.CharField(max_length=3)),
                ("attributes", models.JSONField(default=dict)),
                ("tax_rate", models.DecimalField(decimal_places=4, default=0, max_digits=6)),
                ("stocked", models.BooleanField(default=True)),
                ("tracked_by", models.CharField(db_default="none", default="none", max_length=4)),
                ("state", models.CharField(default="active", max_length=12)),
                (
                    "terms",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=60), default=list, size=None
                    ),
                ),
                ("created_at", models.DateTimeField()),
                ("changed_at", models.DateTimeField()),
                (
                    "category",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="catalogue.category",
                    ),
                ),
                (
                    "supplier",
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
                "indexes": [django.contrib.postgres.indexes.GinIndex(fields=["terms"], name="item_terms")],
                "constraints": [
                    models.UniqueConstraint(fields=("supplier", "sku"), name="item_sku_once"),
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["draft", "active", "retired"])), name="item_state"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("tracked_by__in", ["none", "lot"])), name="item_tracked_by"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ItemPack",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=shared_apps.foundation.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("unit", models.CharField(max_length=3)),
                ("quantity", models.DecimalField(decimal_places=6, max_digits=20)),
                (
                    "item",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="packs",
                        to="catalogue.item",
                    ),
                ),
            ],
            options={
                "default_permissions": (),
                "constraints": [
                    models.UniqueConstraint(fields=("item", "unit"), name="item_pack_once"),
                    models.CheckConstraint(condition=models.Q(("quantity__gt", 0)), name="item_pack_sane"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Shelf",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=shared_apps.foundation.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("version", models.BigIntegerField(default=0)),
                (
                    "supplier",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="parties.company"
                    ),
                ),
            ],
            options={
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="CategoryLicence",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=shared_apps.foundation.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("kind", models.CharField(max_length=40)),
                ("side", models.CharField(max_length=6)),
                ("note", models.CharField(blank=True, max_length=300)),
                ("valid_from", models.DateField()),
                ("ends_on", models.DateField(null=True)),
                ("set_at", models.DateTimeField()),
                (
                    "category",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="catalogue.category"
                    ),
                ),
                (
                    "supplier",
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
                "indexes": [models.Index(fields=["kind"], name="category_licence_kind")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("side__in", ["buyer", "seller"])), name="category_licence_side"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("ends_on__isnull", True), ("ends_on__gte", models.F("valid_from")), _connector="OR"
                        ),
                        name="category_licence_days",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("supplier__isnull", True), ("side", "buyer"), _connector="OR"),
                        name="category_licence_of_supplier",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("ends_on__isnull", True)),
                        fields=("category", "supplier", "kind", "side"),
                        name="category_licence_once",
                        nulls_distinct=False,
                    ),
                ],
            },
        ),
    ]
