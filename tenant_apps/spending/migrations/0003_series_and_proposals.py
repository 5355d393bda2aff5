"""Budgets that begin anew, and limits that a second person confirms."""

import django.db.models.deletion
from django.db import migrations, models

import shared_apps.foundation.ids


class Migration(migrations.Migration):
    dependencies = [
        ("parties", "0003_standing"),
        ("spending", "0002_exceptions_credit"),
    ]

    operations = [
        migrations.AddField(
            model_name="spendinglimit",
            name="carried_minor",
            field=models.BigIntegerField(null=True),
        ),
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
            },
        ),
        migrations.AddField(
            model_name="spendinglimit",
            name="series",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="spending.budgetseries"
            ),
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
            },
        ),
        migrations.AddConstraint(
            model_name="budgetseries",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("amount_minor__gte", 0),
                    ("carry_over__in", ["none", "rest"]),
                    ("every__in", ["month", "quarter", "year"]),
                    ("state__in", ["active", "closed"]),
                ),
                name="budget_series_sane",
            ),
        ),
        migrations.AddConstraint(
            model_name="budgetseries",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "active")),
                fields=("company", "kind", "code", "principal", "currency"),
                name="budget_series_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="limitproposal",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", ["waiting", "confirmed", "rejected"])), name="limit_proposal_state"
            ),
        ),
    ]
