import django.db.models.deletion
from django.db import migrations, models

import shared_apps.foundation.ids


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("invoicing", "0001_initial"),
        ("parties", "0001_initial"),
        ("payments", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Refund",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=shared_apps.foundation.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("number", models.CharField(max_length=30, unique=True)),
                ("currency", models.CharField(max_length=3)),
                ("amount_minor", models.BigIntegerField()),
                ("state", models.CharField(default="due", max_length=10)),
                ("why", models.CharField(blank=True, max_length=200)),
                ("asked_by", models.CharField(max_length=120)),
                ("asked_at", models.DateTimeField()),
                ("due_on", models.DateField()),
                ("ended_at", models.DateTimeField(null=True)),
                ("failed_why", models.CharField(blank=True, max_length=200)),
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
                    "payment",
                    models.OneToOneField(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="payments.payment"
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
                    models.Index(fields=["buyer", "-id"], name="refund_buyer"),
                    models.Index(fields=["seller", "-id"], name="refund_seller"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("amount_minor__gt", 0), models.Q(("seller", models.F("buyer")), _negated=True)
                        ),
                        name="refund_sane",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("ended_at__isnull", False), ("payment__isnull", False), ("state", "paid")),
                            models.Q(("ended_at__isnull", False), ("payment__isnull", True), ("state", "withdrawn")),
                            models.Q(
                                ("ended_at__isnull", True), ("payment__isnull", True), ("state__in", ("due", "sent"))
                            ),
                            _connector="OR",
                        ),
                        name="refund_state",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ("due", "sent", "paid", "withdrawn"))),
                        name="refund_known_state",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="RefundPart",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=shared_apps.foundation.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("amount_minor", models.BigIntegerField()),
                (
                    "credit_note",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="invoicing.invoice"
                    ),
                ),
                (
                    "payment",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="payments.payment"
                    ),
                ),
                (
                    "refund",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="parts", to="settlement.refund"
                    ),
                ),
            ],
            options={
                "default_permissions": (),
                "constraints": [
                    models.UniqueConstraint(
                        fields=("refund", "credit_note", "payment"), name="refund_part_once", nulls_distinct=False
                    ),
                    models.CheckConstraint(condition=models.Q(("amount_minor__gt", 0)), name="refund_part_positive"),
                    models.CheckConstraint(
                        condition=models.Q(("payment__isnull", True), ("credit_note__isnull", True), _connector="XOR"),
                        name="refund_part_one_source",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Allocation",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=shared_apps.foundation.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("amount_minor", models.BigIntegerField()),
                ("at", models.DateTimeField()),
                (
                    "credit_note",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="invoicing.invoice"
                    ),
                ),
                (
                    "invoice",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="invoicing.invoice"
                    ),
                ),
                (
                    "payment",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="payments.payment"
                    ),
                ),
            ],
            options={
                "default_permissions": (),
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("amount_minor__gt", 0)), name="allocation_positive"),
                    models.CheckConstraint(
                        condition=models.Q(("payment__isnull", True), ("credit_note__isnull", True), _connector="XOR"),
                        name="allocation_one_source",
                    ),
                ],
            },
        ),
    ]
