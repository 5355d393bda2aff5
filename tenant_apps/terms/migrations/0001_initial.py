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
            name="PaymentTerms",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=shared_apps.foundation.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("name", models.CharField(max_length=80)),
                ("is_usual", models.BooleanField(default=False)),
                ("end_of_month", models.BooleanField(default=False)),
                ("discount_percent", models.DecimalField(decimal_places=2, default=0, max_digits=5)),
                ("discount_days", models.PositiveSmallIntegerField(default=0)),
                ("since", models.DateTimeField()),
                ("ended_at", models.DateTimeField(null=True)),
                (
                    "buyer",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
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
                "default_permissions": (),
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("ended_at__isnull", True)),
                        fields=("seller", "buyer", "name"),
                        name="payment_terms_name_once",
                        nulls_distinct=False,
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("ended_at__isnull", True), ("is_usual", True)),
                        fields=("seller", "buyer"),
                        name="payment_terms_usual_once",
                        nulls_distinct=False,
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("discount_percent__gte", 0), ("discount_percent__lte", 50)),
                        name="payment_terms_discount",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="OrderPlan",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=shared_apps.foundation.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("currency", models.CharField(max_length=3)),
                ("total_minor", models.BigIntegerField()),
                ("paid_minor", models.BigIntegerField(default=0)),
                ("state", models.CharField(default="open", max_length=10)),
                ("made_at", models.DateTimeField()),
                ("next_look_on", models.DateField(null=True)),
                ("accelerated_at", models.DateTimeField(null=True)),
                ("accelerated_why", models.CharField(blank=True, max_length=10)),
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
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="orders.order"
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
                    "terms",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="terms.paymentterms",
                    ),
                ),
            ],
            options={
                "default_permissions": (),
                "indexes": [
                    models.Index(fields=["buyer", "-id"], name="order_plan_buyer"),
                    models.Index(fields=["seller", "-id"], name="order_plan_seller"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ("open", "paid", "cancelled"))), name="order_plan_state"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("paid_minor__gte", 0), ("total_minor__gte", 0)), name="order_plan_sane"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PaymentTermsStep",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=shared_apps.foundation.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("no", models.PositiveSmallIntegerField()),
                ("share", models.DecimalField(decimal_places=2, max_digits=5)),
                ("milestone", models.CharField(max_length=10)),
                ("days", models.PositiveSmallIntegerField(default=0)),
                ("on", models.DateField(null=True)),
                (
                    "terms",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="steps",
                        to="terms.paymentterms",
                    ),
                ),
            ],
            options={
                "default_permissions": (),
                "constraints": [
                    models.UniqueConstraint(fields=("terms", "no"), name="payment_terms_step_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("milestone__in", ("accepted", "shipped", "received", "invoiced", "date")),
                            ("share__gt", 0),
                            ("share__lte", 100),
                        ),
                        name="payment_terms_step_sane",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Instalment",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=shared_apps.foundation.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("no", models.PositiveSmallIntegerField()),
                ("share", models.DecimalField(decimal_places=2, max_digits=5)),
                ("milestone", models.CharField(max_length=10)),
                ("days", models.PositiveSmallIntegerField(default=0)),
                ("amount_minor", models.BigIntegerField()),
                ("due_on", models.DateField(null=True)),
                ("planned_on", models.DateField(null=True)),
                ("asked_at", models.DateTimeField(null=True)),
                ("late_at", models.DateTimeField(null=True)),
                (
                    "plan",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="instalments",
                        to="terms.orderplan",
                    ),
                ),
            ],
            options={
                "default_permissions": (),
                "constraints": [
                    models.UniqueConstraint(fields=("plan", "no"), name="instalment_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("amount_minor__gte", 0),
                            ("milestone__in", ("accepted", "shipped", "received", "invoiced", "date")),
                        ),
                        name="instalment_sane",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Advance",
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
                    "plan",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="advances", to="terms.orderplan"
                    ),
                ),
            ],
            options={
                "default_permissions": (),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("amount_minor__gt", 0),
                            ("used_minor__gte", 0),
                            ("used_minor__lte", models.F("amount_minor")),
                        ),
                        name="advance_sane",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["kept", "used", "freed"])), name="advance_state"
                    ),
                ],
            },
        ),
    ]
