import django.db.models.deletion
from django.db import migrations, models

import shared_apps.foundation.ids


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("orders", "0001_initial"),
        ("parties", "0001_initial"),
        ("payments", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Prepayment",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=shared_apps.foundation.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("number", models.CharField(max_length=30, unique=True)),
                ("currency", models.CharField(max_length=3)),
                ("due_minor", models.BigIntegerField()),
                ("received_minor", models.BigIntegerField(default=0)),
                ("state", models.CharField(default="awaiting", max_length=10)),
                ("asked_at", models.DateTimeField()),
                ("due_at", models.DateTimeField()),
                ("paid_at", models.DateTimeField(null=True)),
                ("ended_at", models.DateTimeField(null=True)),
                ("saga_id", models.UUIDField(null=True)),
                ("reason", models.CharField(blank=True, max_length=400)),
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
                (
                    "tentative",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="orders.tentativeorder"
                    ),
                ),
            ],
            options={
                "default_permissions": (),
                "indexes": [
                    models.Index(fields=["buyer", "-id"], name="prepayment_buyer"),
                    models.Index(fields=["seller", "-id"], name="prepayment_seller"),
                    models.Index(
                        condition=models.Q(("state", "lapsed")), fields=["ended_at", "id"], name="prepayment_lapsed"
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ("awaiting", "paid", "ordered", "lapsed"))),
                        name="prepayment_state",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("received_minor__gte", 0), ("received_minor__lte", models.F("due_minor"))),
                        name="prepayment_not_overpaid",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state__in", ["paid", "ordered"]), _negated=True),
                            ("received_minor", models.F("due_minor")),
                            _connector="OR",
                        ),
                        name="prepayment_paid_is_whole",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Earmark",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=shared_apps.foundation.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("amount_minor", models.BigIntegerField()),
                ("used_minor", models.BigIntegerField(default=0)),
                ("state", models.CharField(default="kept", max_length=6)),
                ("at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(null=True)),
                (
                    "payment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="payments.payment"
                    ),
                ),
                (
                    "prepayment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="earmarks", to="prepayment.prepayment"
                    ),
                ),
            ],
            options={
                "default_permissions": (),
                "constraints": [
                    models.UniqueConstraint(fields=("payment", "prepayment"), name="earmark_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("amount_minor__gt", 0),
                            ("used_minor__gte", 0),
                            ("used_minor__lte", models.F("amount_minor")),
                        ),
                        name="earmark_sane",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["kept", "used", "freed"])), name="earmark_state"
                    ),
                ],
            },
        ),
    ]
