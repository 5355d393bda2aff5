import django.db.models.deletion
import django.db.models.expressions
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
            name="Invoice",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=shared_apps.foundation.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("number", models.CharField(max_length=30, unique=True)),
                ("kind", models.CharField(default="invoice", max_length=12)),
                ("currency", models.CharField(max_length=3)),
                ("net_minor", models.BigIntegerField()),
                ("tax_minor", models.BigIntegerField()),
                ("total_minor", models.BigIntegerField()),
                ("paid_minor", models.BigIntegerField(default=0)),
                ("issued_at", models.DateTimeField()),
                ("due_date", models.DateField()),
                ("document_id", models.UUIDField(null=True)),
                ("pays_back", models.BooleanField(db_default=False, default=False)),
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
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="orders.order",
                    ),
                ),
                (
                    "order_return",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="orders.orderreturn",
                    ),
                ),
                (
                    "part",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="orders.orderpart",
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
                    models.Index(fields=["buyer", "-id"], name="invoice_buyer"),
                    models.Index(fields=["seller", "-id"], name="invoice_seller"),
                    models.Index(
                        condition=models.Q(("paid_minor__lt", models.F("total_minor"))),
                        fields=["seller", "buyer", "due_date"],
                        name="invoice_open",
                    ),
                    models.Index(fields=["order"], name="invoice_order"),
                    models.Index(
                        condition=models.Q(("kind", "invoice"), ("paid_minor__lt", models.F("total_minor"))),
                        fields=["due_date", "id"],
                        name="invoice_due",
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "total_minor",
                                django.db.models.expressions.CombinedExpression(
                                    models.F("net_minor"), "+", models.F("tax_minor")
                                ),
                            )
                        ),
                        name="invoice_total",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("paid_minor__gte", 0), ("paid_minor__lte", models.F("total_minor"))),
                        name="invoice_not_overpaid",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["invoice", "credit_note"])), name="invoice_kind"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="InvoiceLine",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=shared_apps.foundation.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("line_no", models.PositiveIntegerField()),
                ("description", models.CharField(max_length=200)),
                ("quantity", models.DecimalField(decimal_places=6, max_digits=20)),
                ("unit", models.CharField(max_length=3)),
                ("unit_price", models.DecimalField(decimal_places=6, max_digits=20)),
                ("tax_rate", models.DecimalField(decimal_places=4, max_digits=6)),
                ("net_minor", models.BigIntegerField()),
                ("tax_minor", models.BigIntegerField()),
                (
                    "invoice",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="lines", to="invoicing.invoice"
                    ),
                ),
            ],
            options={
                "default_permissions": (),
            },
        ),
    ]
