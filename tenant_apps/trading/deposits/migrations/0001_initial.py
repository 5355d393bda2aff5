import django.db.models.deletion
import django.db.models.expressions
from django.db import migrations, models

import shared_apps.foundation.ids


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("parties", "0001_initial"),
        ("trading", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Deposit",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=shared_apps.foundation.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("number", models.CharField(max_length=30, unique=True)),
                ("kind", models.CharField(max_length=14)),
                ("receiver_sees", models.BooleanField(default=True)),
                ("currency", models.CharField(max_length=3)),
                ("amount_minor", models.BigIntegerField()),
                ("state", models.CharField(default="requested", max_length=16)),
                ("cover", models.CharField(blank=True, max_length=10)),
                ("reference", models.CharField(blank=True, max_length=140)),
                ("requested_at", models.DateTimeField()),
                ("reported_at", models.DateTimeField(null=True)),
                ("blocked_at", models.DateTimeField(null=True)),
                ("ended_at", models.DateTimeField(null=True)),
                ("returned_at", models.DateTimeField(null=True)),
                ("applied_minor", models.BigIntegerField(default=0)),
                ("released_minor", models.BigIntegerField(default=0)),
                ("forfeited_minor", models.BigIntegerField(default=0)),
                ("penalty_minor", models.BigIntegerField(default=0)),
                ("parts", models.JSONField(default=dict)),
                ("reason", models.CharField(blank=True, max_length=20)),
                ("note", models.CharField(blank=True, max_length=300)),
                (
                    "deal",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="trading.deal"
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
                    "receiver",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="parties.company",
                    ),
                ),
                (
                    "trading_event",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="trading.tradingevent",
                    ),
                ),
            ],
            options={
                "default_permissions": (),
                "indexes": [
                    models.Index(fields=["payer", "-id"], name="deposit_payer"),
                    models.Index(fields=["receiver", "-id"], name="deposit_receiver"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("kind", "participation")),
                        fields=("trading_event", "payer"),
                        name="deposit_once_an_event",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("kind", "participation"), _negated=True),
                        fields=("deal", "kind", "payer"),
                        name="deposit_once_a_deal",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ("participation", "performance", "earnest"))),
                        name="deposit_kind",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "state__in",
                                (
                                    "requested",
                                    "blocked",
                                    "applied",
                                    "released",
                                    "forfeited",
                                    "partly_forfeited",
                                    "lapsed",
                                ),
                            )
                        ),
                        name="deposit_state",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("cover__in", ["", "money", "guarantee"])), name="deposit_cover"
                    ),
                    models.CheckConstraint(condition=models.Q(("amount_minor__gt", 0)), name="deposit_positive"),
                    models.CheckConstraint(
                        condition=models.Q(("payer", models.F("receiver")), _negated=True), name="deposit_two_parties"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "amount_minor__gte",
                                django.db.models.expressions.CombinedExpression(
                                    django.db.models.expressions.CombinedExpression(
                                        models.F("applied_minor"), "+", models.F("released_minor")
                                    ),
                                    "+",
                                    models.F("forfeited_minor"),
                                ),
                            ),
                            ("applied_minor__gte", 0),
                            ("forfeited_minor__gte", 0),
                            ("released_minor__gte", 0),
                        ),
                        name="deposit_parts",
                    ),
                ],
            },
        ),
    ]
