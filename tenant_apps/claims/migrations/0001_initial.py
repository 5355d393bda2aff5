import django.db.models.deletion
from django.db import migrations, models

import shared_apps.foundation.ids


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("invoicing", "0001_initial"),
        ("logistics", "0001_initial"),
        ("orders", "0001_initial"),
        ("parties", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Claim",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=shared_apps.foundation.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("number", models.CharField(max_length=30, unique=True)),
                ("kind", models.CharField(max_length=10)),
                ("state", models.CharField(default="open", max_length=10)),
                ("currency", models.CharField(max_length=3)),
                ("value_minor", models.BigIntegerField()),
                ("wish", models.CharField(max_length=20)),
                ("remedy", models.CharField(max_length=20)),
                ("amount_minor", models.BigIntegerField()),
                ("payback", models.CharField(db_default="credit", default="credit", max_length=6)),
                ("settled_minor", models.BigIntegerField(default=0)),
                ("lowered_minor", models.BigIntegerField(db_default=0, default=0)),
                ("goods_back", models.BooleanField(default=False)),
                ("opened_at", models.DateTimeField()),
                ("answer_by", models.DateTimeField()),
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
                    "order",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="orders.order"),
                ),
                (
                    "replacement",
                    models.ForeignKey(
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
                    "shipment",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="logistics.shipment",
                    ),
                ),
            ],
            options={
                "default_permissions": (),
                "indexes": [
                    models.Index(fields=["buyer", "-id"], name="claim_buyer"),
                    models.Index(fields=["seller", "-id"], name="claim_seller"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state__in", ("open", "countered", "refused", "escalated"))),
                        fields=("order", "shipment"),
                        name="claim_one_live",
                        nulls_distinct=False,
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("kind__in", ("quality", "quantity", "damage")),
                            ("payback__in", ("credit", "refund")),
                            ("remedy__in", ("credit", "price_reduction", "replacement", "repair")),
                            (
                                "state__in",
                                (
                                    "open",
                                    "countered",
                                    "refused",
                                    "escalated",
                                    "settled",
                                    "dismissed",
                                    "withdrawn",
                                    "closed",
                                ),
                            ),
                            ("wish__in", ("credit", "price_reduction", "replacement", "repair")),
                        ),
                        name="claim_sane",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("lowered_minor__gte", 0), ("lowered_minor__lte", models.F("settled_minor"))
                        ),
                        name="claim_lowered",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state__in", ("open", "countered", "refused", "escalated")),
                            ("ended_at__isnull", False),
                            _connector="XOR",
                        ),
                        name="claim_ended",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("settled_minor", 0),
                            models.Q(("remedy__in", ("credit", "price_reduction")), ("state", "settled")),
                            _connector="OR",
                        ),
                        name="claim_settled_in_money",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ClaimCredit",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=shared_apps.foundation.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("amount_minor", models.BigIntegerField()),
                (
                    "claim",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="credits", to="claims.claim"
                    ),
                ),
                (
                    "credit_note",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="invoicing.invoice"
                    ),
                ),
            ],
            options={
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="ClaimFile",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=shared_apps.foundation.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("document_id", models.UUIDField()),
                ("title", models.CharField(max_length=200)),
                ("content_type", models.CharField(blank=True, db_default="", default="", max_length=40)),
                (
                    "claim",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="files", to="claims.claim"
                    ),
                ),
            ],
            options={
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="ClaimLine",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=shared_apps.foundation.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("quantity", models.DecimalField(decimal_places=6, max_digits=20)),
                (
                    "claim",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="lines", to="claims.claim"
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
            ],
            options={
                "default_permissions": (),
                "constraints": [
                    models.UniqueConstraint(fields=("claim", "order_line"), name="claim_line_once"),
                    models.CheckConstraint(condition=models.Q(("quantity__gt", 0)), name="claim_line_sane"),
                ],
            },
        ),
        migrations.CreateModel(
            name="ClaimStep",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=shared_apps.foundation.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("act", models.CharField(max_length=10)),
                ("side", models.CharField(max_length=6)),
                ("remedy", models.CharField(blank=True, max_length=20)),
                ("amount_minor", models.BigIntegerField(default=0)),
                ("text", models.CharField(blank=True, max_length=1000)),
                ("by", models.CharField(max_length=120)),
                ("at", models.DateTimeField()),
                (
                    "claim",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="steps", to="claims.claim"
                    ),
                ),
            ],
            options={
                "default_permissions": (),
            },
        ),
    ]
