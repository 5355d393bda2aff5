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
            name="Account",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=shared_apps.foundation.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("kind", models.CharField(max_length=20)),
                ("currency", models.CharField(max_length=3)),
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
                    models.UniqueConstraint(fields=("company", "kind", "currency"), name="account_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "kind__in",
                                (
                                    "receivable",
                                    "payable",
                                    "bank",
                                    "sales",
                                    "purchases",
                                    "tax_out",
                                    "tax_in",
                                    "returns",
                                    "ordered",
                                    "backlog",
                                    "deposit_paid",
                                    "deposit_held",
                                    "deposit_due",
                                    "deposit_owed",
                                    "deposit_lost",
                                    "deposit_gained",
                                ),
                            )
                        ),
                        name="account_kind",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Entry",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=shared_apps.foundation.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("source", models.CharField(max_length=60)),
                ("source_id", models.UUIDField()),
                ("currency", models.CharField(max_length=3)),
                ("description", models.CharField(max_length=200)),
                ("effective_date", models.DateField()),
                ("posted_at", models.DateTimeField()),
                (
                    "reverses",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="ledger.entry",
                    ),
                ),
            ],
            options={
                "default_permissions": (),
                "constraints": [models.UniqueConstraint(fields=("source", "source_id"), name="entry_once")],
            },
        ),
        migrations.CreateModel(
            name="Leg",
            fields=[
                ("seq", models.BigAutoField(primary_key=True, serialize=False)),
                ("amount_minor", models.BigIntegerField()),
                (
                    "account",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="ledger.account"
                    ),
                ),
                (
                    "entry",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="ledger.entry"),
                ),
            ],
            options={
                "default_permissions": (),
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("amount_minor", 0), _negated=True), name="leg_not_zero")
                ],
            },
        ),
    ]
