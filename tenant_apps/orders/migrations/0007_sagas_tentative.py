"""Orders that are only held, groups of them, and buyers who pay first."""

import django.db.models.deletion
import django.db.models.expressions
from django.db import migrations, models

import shared_apps.foundation.ids


class Migration(migrations.Migration):
    dependencies = [
        ("orders", "0006_split_parts"),
        ("parties", "0003_standing"),
    ]

    operations = [
        migrations.CreateModel(
            name="OrderGroup",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=shared_apps.foundation.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("number", models.CharField(max_length=30, unique=True)),
                ("state", models.CharField(default="trying", max_length=10)),
                ("asked_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(null=True)),
                ("reason", models.CharField(blank=True, max_length=400)),
                ("saga_id", models.UUIDField(null=True)),
                (
                    "buyer",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="parties.company",
                    ),
                ),
            ],
            options={
                "db_table": "orders_ordergroup",
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="PrepaidBuyer",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=shared_apps.foundation.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("since", models.DateTimeField()),
                (
                    "buyer",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="parties.company",
                    ),
                ),
                (
                    "seller",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="parties.company",
                    ),
                ),
            ],
            options={
                "db_table": "orders_prepaidbuyer",
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="TentativeOrder",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=shared_apps.foundation.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("number", models.CharField(max_length=30, unique=True)),
                ("part", models.PositiveSmallIntegerField(default=0)),
                ("currency", models.CharField(max_length=3)),
                ("net_minor", models.BigIntegerField()),
                ("tax_minor", models.BigIntegerField()),
                ("total_minor", models.BigIntegerField()),
                ("state", models.CharField(default="asked", max_length=10)),
                ("request", models.JSONField()),
                ("prices", models.JSONField()),
                ("principal", models.CharField(max_length=140)),
                ("asked_at", models.DateTimeField()),
                ("expires_at", models.DateTimeField(null=True)),
                ("ended_at", models.DateTimeField(null=True)),
                (
                    "buyer",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="parties.company",
                    ),
                ),
                (
                    "group",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="parts",
                        to="orders.ordergroup",
                    ),
                ),
                (
                    "order",
                    models.OneToOneField(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="orders.order"
                    ),
                ),
                (
                    "seller",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="parties.company",
                    ),
                ),
            ],
            options={
                "db_table": "orders_tentativeorder",
                "default_permissions": (),
            },
        ),
        migrations.AddIndex(
            model_name="ordergroup",
            index=models.Index(fields=["buyer", "-id"], name="order_group_buyer"),
        ),
        migrations.AddConstraint(
            model_name="ordergroup",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", ("trying", "held", "confirmed", "released"))), name="order_group_state"
            ),
        ),
        migrations.AddConstraint(
            model_name="prepaidbuyer",
            constraint=models.UniqueConstraint(fields=("seller", "buyer"), name="prepaid_buyer_once"),
        ),
        migrations.AddIndex(
            model_name="tentativeorder",
            index=models.Index(fields=["buyer", "-id"], name="tentative_buyer"),
        ),
        migrations.AddIndex(
            model_name="tentativeorder",
            index=models.Index(fields=["seller", "-id"], name="tentative_seller"),
        ),
        migrations.AddConstraint(
            model_name="tentativeorder",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", ("asked", "held", "confirmed", "released"))), name="tentative_state"
            ),
        ),
        migrations.AddConstraint(
            model_name="tentativeorder",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "total_minor",
                        django.db.models.expressions.CombinedExpression(
                            models.F("net_minor"), "+", models.F("tax_minor")
                        ),
                    )
                ),
                name="tentative_total",
            ),
        ),
        migrations.AddConstraint(
            model_name="tentativeorder",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("order__isnull", False), ("state", "confirmed")),
                    models.Q(models.Q(("state", "confirmed"), _negated=True), ("order", None)),
                    _connector="OR",
                ),
                name="tentative_confirmed_has_order",
            ),
        ),
    ]
