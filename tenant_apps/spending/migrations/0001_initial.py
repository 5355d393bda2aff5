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
            name="BudgetSeries",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=shared_apps.foundation.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("kind", models.CharField(max_length=10)),
                ("code", models.CharField(blank=True, max_length=40)),
                ("principal", models.CharField(blank=True, max_length=140)),
                ("currency", models.CharField(max_length=3)),
                ("every", models.CharField(max_length=10)),
                ("carry_over", models.CharField(max_length=10)),
                ("amount_minor", models.BigIntegerField()),
                ("state", models.CharField(default="active", max_length=10)),
                ("created_at", models.DateTimeField()),
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
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("amount_minor__gte", 0),
                            ("carry_over__in", ["none", "rest"]),
                            ("every__in", ["month", "quarter", "year"]),
                            ("state__in", ["active", "closed"]),
                        ),
                        name="budget_series_sane",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("state", "active")),
                        fields=("company", "kind", "code", "principal", "currency"),
                        name="budget_series_once",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="LimitProposal",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=shared_apps.foundation.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("kind", models.CharField(max_length=10)),
                ("code", models.CharField(blank=True, max_length=40)),
                ("principal", models.CharField(blank=True, max_length=140)),
                ("currency", models.CharField(max_length=3)),
                ("starts_on", models.DateField(null=True)),
                ("ends_on", models.DateField(null=True)),
                ("every", models.CharField(blank=True, max_length=10)),
                ("carry_over", models.CharField(blank=True, max_length=10)),
                ("amount_minor", models.BigIntegerField(null=True)),
                ("state", models.CharField(default="waiting", max_length=10)),
                ("proposed_by", models.CharField(max_length=80)),
                ("proposed_by_name", models.CharField(max_length=120)),
                ("proposed_at", models.DateTimeField()),
                ("ended_by_name", models.CharField(blank=True, max_length=120)),
                ("ended_at", models.DateTimeField(null=True)),
                ("reason", models.CharField(blank=True, max_length=200)),
                (
                    "company",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="parties.company"
                    ),
                ),
                (
                    "grantor",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="parties.company"
                    ),
                ),
            ],
            options={
                "default_permissions": (),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["waiting", "confirmed", "rejected"])),
                        name="limit_proposal_state",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="SpendingLimit",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=shared_apps.foundation.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("kind", models.CharField(max_length=10)),
                ("code", models.CharField(blank=True, max_length=40)),
                ("principal", models.CharField(blank=True, max_length=140)),
                ("currency", models.CharField(max_length=3)),
                ("starts_on", models.DateField(null=True)),
                ("ends_on", models.DateField(null=True)),
                ("amount_minor", models.BigIntegerField(null=True)),
                ("reserved_minor", models.BigIntegerField(default=0)),
                ("used_minor", models.BigIntegerField(default=0)),
                ("state", models.CharField(default="active", max_length=10)),
                ("created_at", models.DateTimeField()),
                ("carried_minor", models.BigIntegerField(null=True)),
                (
                    "company",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="parties.company",
                    ),
                ),
                (
                    "grantor",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="parties.company"
                    ),
                ),
                (
                    "series",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="spending.budgetseries",
                    ),
                ),
            ],
            options={
                "default_permissions": (),
                "indexes": [
                    models.Index(fields=["company", "id"], name="spending_limit_company"),
                    models.Index(
                        condition=models.Q(("kind", "credit"), ("state", "active")),
                        fields=["created_at", "id"],
                        name="spending_credit",
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ("credit", "budget", "member"))), name="spending_limit_kind"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["active", "closed"])), name="spending_limit_state"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("reserved_minor__gte", 0),
                            ("used_minor__gte", 0),
                            models.Q(("amount_minor__isnull", True), ("amount_minor__gte", 0), _connector="OR"),
                        ),
                        name="spending_limit_sane",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("grantor__isnull", False), ("kind", "credit")),
                            models.Q(models.Q(("kind", "credit"), _negated=True), ("grantor__isnull", True)),
                            _connector="OR",
                        ),
                        name="spending_limit_grantor",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="SpendingUse",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=shared_apps.foundation.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("source", models.CharField(max_length=60)),
                ("source_id", models.UUIDField()),
                ("amount_minor", models.BigIntegerField()),
                ("returned_minor", models.BigIntegerField(default=0)),
                ("state", models.CharField(max_length=10)),
                ("at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(null=True)),
                (
                    "limit",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="spending.spendinglimit",
                    ),
                ),
            ],
            options={
                "default_permissions": (),
                "constraints": [
                    models.UniqueConstraint(fields=("source_id", "source", "limit"), name="spending_use_once"),
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ("reserved", "used", "released"))), name="spending_use_state"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("amount_minor__gte", 0),
                            ("returned_minor__gte", 0),
                            ("returned_minor__lte", models.F("amount_minor")),
                        ),
                        name="spending_use_sane",
                    ),
                ],
            },
        ),
    ]
