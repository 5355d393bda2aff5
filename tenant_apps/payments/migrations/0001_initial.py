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
            name="BankWord",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=shared_apps.foundation.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("reference", models.CharField(max_length=140)),
                ("bank_id", models.CharField(max_length=80, unique=True)),
                ("outcome", models.CharField(max_length=6)),
                ("currency", models.CharField(max_length=3)),
                ("amount_minor", models.BigIntegerField()),
                ("reason", models.CharField(blank=True, max_length=200)),
                ("said_at", models.DateTimeField()),
            ],
            options={
                "default_permissions": (),
                "indexes": [models.Index(fields=["reference"], name="bank_word_reference")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("outcome__in", ["done", "failed"])), name="bank_word_outcome"
                    ),
                    models.CheckConstraint(condition=models.Q(("amount_minor__gt", 0)), name="bank_word_positive"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Payment",
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
                ("method", models.CharField(max_length=20)),
                ("reference", models.CharField(blank=True, max_length=140)),
                ("paid_at", models.DateTimeField()),
                ("recorded_at", models.DateTimeField()),
                ("recorded_by", models.CharField(max_length=200)),
                ("refund_id", models.UUIDField(null=True, unique=True)),
                (
                    "payee",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="parties.company",
                    ),
                ),
                (
                    "payer",
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
                    models.Index(fields=["payer", "-id"], name="payment_payer"),
                    models.Index(fields=["payee", "-id"], name="payment_payee"),
                ],
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("amount_minor__gt", 0)), name="payment_positive"),
                    models.CheckConstraint(
                        condition=models.Q(("payer", models.F("payee")), _negated=True), name="payment_two_parties"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PaymentAttempt",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=shared_apps.foundation.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("currency", models.CharField(max_length=3)),
                ("amount_minor", models.BigIntegerField()),
                ("method", models.CharField(max_length=20)),
                ("reference", models.CharField(blank=True, max_length=140)),
                ("state", models.CharField(default="sent", max_length=6)),
                ("sent_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(null=True)),
                ("reason", models.CharField(blank=True, max_length=200)),
                ("refund_id", models.UUIDField(null=True)),
                ("bank_id", models.CharField(blank=True, db_default="", max_length=80)),
                ("asks", models.PositiveSmallIntegerField(db_default=0, default=0)),
                ("next_ask_at", models.DateTimeField(null=True)),
                (
                    "payee",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="parties.company",
                    ),
                ),
                (
                    "payer",
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
            ],
            options={
                "default_permissions": (),
                "indexes": [
                    models.Index(fields=["payer", "-id"], name="payment_attempt_payer"),
                    models.Index(fields=["payee", "-id"], name="payment_attempt_payee"),
                    models.Index(
                        condition=models.Q(("state", "sent")), fields=["sent_at", "id"], name="payment_attempt_sent"
                    ),
                    models.Index(
                        condition=models.Q(("state", "failed")),
                        fields=["ended_at", "id"],
                        name="payment_attempt_failed",
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("amount_minor__gt", 0)), name="payment_attempt_positive"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("payer", models.F("payee")), _negated=True), name="payment_attempt_two"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("ended_at__isnull", True), ("payment__isnull", True), ("state", "sent")),
                            models.Q(("ended_at__isnull", False), ("payment__isnull", True), ("state", "failed")),
                            models.Q(("ended_at__isnull", False), ("payment__isnull", False), ("state", "done")),
                            _connector="OR",
                        ),
                        name="payment_attempt_state",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("refund_id__isnull", False), ("state", "sent")),
                        fields=("refund_id",),
                        name="payment_attempt_one_refund",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("bank_id", ""), _negated=True),
                        fields=("bank_id",),
                        name="payment_attempt_bank_id_once",
                    ),
                ],
            },
        ),
    ]
