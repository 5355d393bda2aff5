import django.db.models.deletion
import django.db.models.expressions
from django.db import migrations, models

import shared_apps.foundation.ids


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("catalogue", "0001_initial"),
        ("inventory", "0001_initial"),
        ("parties", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Lot",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=shared_apps.foundation.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("number", models.PositiveSmallIntegerField(default=1)),
                ("title", models.CharField(max_length=200)),
                ("last_seq", models.BigIntegerField(default=0)),
                ("last_hash", models.CharField(blank=True, max_length=64)),
                ("engine_state", models.JSONField(default=dict)),
                ("closed_at", models.DateTimeField(null=True)),
                ("outcome", models.JSONField(default=dict)),
            ],
            options={
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="Bid",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=shared_apps.foundation.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("seq", models.BigIntegerField()),
                ("payload", models.JSONField()),
                ("payload_hash", models.CharField(max_length=64)),
                ("ruleset_hash", models.CharField(max_length=64)),
                ("verdict", models.CharField(max_length=10)),
                ("verdict_reason", models.CharField(blank=True, max_length=80)),
                ("received_at", models.DateTimeField()),
                ("prev_hash", models.CharField(blank=True, max_length=64)),
                ("hash", models.CharField(max_length=64)),
                (
                    "company",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="parties.company"
                    ),
                ),
                (
                    "lot",
                    models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="trading.lot"
                    ),
                ),
            ],
            options={
                "default_permissions": (),
                "constraints": [
                    models.UniqueConstraint(fields=("lot", "seq"), name="bid_seq_once"),
                    models.CheckConstraint(
                        condition=models.Q(("verdict__in", ["accepted", "refused"])), name="bid_verdict"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Award",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=shared_apps.foundation.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("reason", models.CharField(blank=True, max_length=200)),
                ("awarded_at", models.DateTimeField()),
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
                    "bid",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="trading.bid"),
                ),
                (
                    "lot",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="trading.lot"),
                ),
            ],
            options={
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="Deal",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=shared_apps.foundation.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("number", models.CharField(max_length=30, unique=True)),
                ("origin", models.CharField(max_length=30)),
                ("title", models.CharField(max_length=200)),
                ("currency", models.CharField(max_length=3)),
                ("net_minor", models.BigIntegerField()),
                ("tax_minor", models.BigIntegerField()),
                ("total_minor", models.BigIntegerField()),
                ("formed_by", models.CharField(max_length=200)),
                ("formed_at", models.DateTimeField()),
                ("settled_at", models.DateTimeField(null=True)),
                ("cancelled_at", models.DateTimeField(null=True)),
                (
                    "award",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="trading.award"
                    ),
                ),
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
            },
        ),
        migrations.CreateModel(
            name="DealLine",
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
                    "deal",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="lines", to="trading.deal"
                    ),
                ),
                (
                    "item",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="catalogue.item",
                    ),
                ),
                (
                    "warehouse",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="inventory.warehouse",
                    ),
                ),
            ],
            options={
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="LotItem",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=shared_apps.foundation.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("line_no", models.PositiveSmallIntegerField(default=1)),
                ("description", models.CharField(blank=True, max_length=200)),
                ("quantity", models.DecimalField(decimal_places=6, max_digits=20)),
                ("unit", models.CharField(max_length=3)),
                ("unit_price", models.DecimalField(decimal_places=6, max_digits=20, null=True)),
                ("taken", models.DecimalField(decimal_places=6, default=0, max_digits=20)),
                (
                    "item",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="catalogue.item"
                    ),
                ),
                (
                    "lot",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="items", to="trading.lot"
                    ),
                ),
                (
                    "warehouse",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="inventory.warehouse",
                    ),
                ),
            ],
            options={
                "default_permissions": (),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("quantity__gt", 0), ("taken__gte", 0), ("taken__lte", models.F("quantity"))
                        ),
                        name="lot_item_taken",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="LotShift",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=shared_apps.foundation.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("after_seq", models.BigIntegerField()),
                ("by_us", models.BigIntegerField()),
                ("at", models.DateTimeField()),
                ("reason", models.CharField(max_length=200)),
                ("kind", models.CharField(default="pause", max_length=10)),
                (
                    "lot",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="shifts", to="trading.lot"
                    ),
                ),
            ],
            options={
                "default_permissions": (),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["pause", "too_few"])), name="lot_shift_kind"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="TradingEvent",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=shared_apps.foundation.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("number", models.CharField(max_length=30, unique=True)),
                ("mode", models.CharField(max_length=30)),
                ("side", models.CharField(max_length=4)),
                ("title", models.CharField(max_length=200)),
                ("currency", models.CharField(max_length=3)),
                ("ruleset_hash", models.CharField(max_length=64)),
                ("rules", models.JSONField(default=dict)),
                ("rule_sheets", models.JSONField(default=list)),
                ("description", models.TextField(blank=True)),
                ("audience", models.CharField(default="all", max_length=10)),
                ("created_at", models.DateTimeField()),
                ("published_at", models.DateTimeField(null=True)),
                ("opens_at", models.DateTimeField(null=True)),
                ("scheduled_end_at", models.DateTimeField(null=True)),
                ("paused_at", models.DateTimeField(null=True)),
                ("pause_reason", models.CharField(blank=True, max_length=200)),
                ("final_reason", models.CharField(blank=True, max_length=40)),
                ("effective_end_at", models.DateTimeField(null=True)),
                ("bids_end_at", models.DateTimeField(null=True)),
                ("final_state", models.CharField(blank=True, max_length=12)),
                ("final_at", models.DateTimeField(null=True)),
                ("version", models.PositiveIntegerField(default=1)),
                (
                    "initiator",
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
                    models.Index(fields=["initiator", "-id"], name="trading_event_initiator"),
                    models.Index(
                        condition=models.Q(("final_state", ""), ("published_at__isnull", False)),
                        fields=["mode", "-id"],
                        name="trading_event_open",
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("side__in", ["sell", "buy"])), name="trading_event_side"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "final_state__in",
                                ["", "complete", "withdrawn", "expired", "unsuccessful", "cancelled", "void"],
                            )
                        ),
                        name="trading_event_final",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("audience__in", ["all", "named"])), name="trading_event_audience"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Participant",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=shared_apps.foundation.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("invited_at", models.DateTimeField(null=True)),
                ("joined_at", models.DateTimeField(null=True)),
                ("alias", models.PositiveSmallIntegerField(null=True)),
                ("priority", models.PositiveSmallIntegerField(null=True)),
                (
                    "company",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="parties.company"
                    ),
                ),
                (
                    "item",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="catalogue.item",
                    ),
                ),
                (
                    "trading_event",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="trading.tradingevent",
                    ),
                ),
            ],
            options={
                "default_permissions": (),
                "constraints": [
                    models.UniqueConstraint(fields=("trading_event", "company"), name="participant_once"),
                    models.UniqueConstraint(fields=("trading_event", "alias"), name="participant_alias"),
                ],
            },
        ),
        migrations.AddField(
            model_name="lot",
            name="trading_event",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="lots", to="trading.tradingevent"
            ),
        ),
        migrations.AddField(
            model_name="deal",
            name="trading_event",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="trading.tradingevent"
            ),
        ),
        migrations.AddConstraint(
            model_name="lot",
            constraint=models.UniqueConstraint(fields=("trading_event", "number"), name="lot_number_once"),
        ),
        migrations.AddIndex(
            model_name="deal",
            index=models.Index(fields=["buyer", "-id"], name="deal_buyer"),
        ),
        migrations.AddIndex(
            model_name="deal",
            index=models.Index(fields=["seller", "-id"], name="deal_seller"),
        ),
        migrations.AddConstraint(
            model_name="deal",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "total_minor",
                        django.db.models.expressions.CombinedExpression(
                            models.F("net_minor"), "+", models.F("tax_minor")
                        ),
                    )
                ),
                name="deal_total",
            ),
        ),
        migrations.AddConstraint(
            model_name="deal",
            constraint=models.CheckConstraint(
                condition=models.Q(("buyer", models.F("seller")), _negated=True), name="deal_two_parties"
            ),
        ),
    ]
