import django.db.models.deletion
from django.db import migrations, models

import shared_apps.foundation.ids


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("orders", "0001_initial"),
        ("parties", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Shipment",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=shared_apps.foundation.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("number", models.CharField(max_length=30, unique=True)),
                ("state", models.CharField(default="planned", max_length=10)),
                ("carrier", models.CharField(blank=True, max_length=80)),
                ("tracking", models.CharField(blank=True, max_length=80)),
                ("created_at", models.DateTimeField()),
                ("shipped_at", models.DateTimeField(null=True)),
                ("received_at", models.DateTimeField(null=True)),
                ("document_id", models.UUIDField(null=True)),
                ("held_at", models.DateTimeField(null=True)),
                ("held_why", models.CharField(blank=True, db_default="", default="", max_length=200)),
                ("waits_for", models.CharField(blank=True, db_default="", default="", max_length=60)),
                ("waits_facts", models.JSONField(db_default={}, default=dict)),
                ("waits_since", models.DateTimeField(null=True)),
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
                    "order",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="orders.order"),
                ),
                (
                    "part",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="orders.orderpart"
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
                "default_permissions": (),
                "indexes": [
                    models.Index(fields=["buyer", "-id"], name="shipment_buyer"),
                    models.Index(fields=["seller", "-id"], name="shipment_seller"),
                    models.Index(
                        condition=models.Q(("state", "planned")), fields=["created_at", "id"], name="shipment_waits"
                    ),
                    models.Index(
                        condition=models.Q(("state", "shipped")),
                        fields=["shipped_at", "id"],
                        name="shipment_on_its_way",
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["planned", "shipped", "received", "cancelled"])),
                        name="shipment_state",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="ShipmentLine",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=shared_apps.foundation.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("quantity", models.DecimalField(decimal_places=6, max_digits=20)),
                (
                    "order_line",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="orders.orderline",
                    ),
                ),
                (
                    "shipment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="lines", to="logistics.shipment"
                    ),
                ),
            ],
            options={
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="Surplus",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=shared_apps.foundation.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("quantity", models.DecimalField(decimal_places=6, max_digits=20)),
                ("state", models.CharField(default="open", max_length=10)),
                ("reported_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(null=True)),
                (
                    "order",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="orders.order",
                    ),
                ),
                (
                    "order_line",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="orders.orderline",
                    ),
                ),
                (
                    "shipment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="logistics.shipment"
                    ),
                ),
            ],
            options={
                "default_permissions": (),
                "indexes": [
                    models.Index(
                        condition=models.Q(("state", "open")), fields=["reported_at", "id"], name="surplus_open"
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("shipment", "order_line"), name="surplus_once"),
                    models.CheckConstraint(condition=models.Q(("quantity__gt", 0)), name="surplus_of_something"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("order__isnull", True), ("state__in", ["open", "returned", "waived"])),
                            models.Q(("order__isnull", False), ("state", "kept")),
                            _connector="OR",
                        ),
                        name="surplus_state",
                    ),
                ],
            },
        ),
    ]
