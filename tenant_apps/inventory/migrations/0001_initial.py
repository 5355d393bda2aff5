import django.contrib.postgres.indexes
import django.db.models.deletion
import django.db.models.expressions
from django.db import migrations, models

import shared_apps.foundation.ids


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("catalogue", "0001_initial"),
        ("parties", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="StockBin",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=shared_apps.foundation.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("code", models.CharField(max_length=30)),
                ("zone", models.CharField(blank=True, max_length=20)),
                ("position", models.PositiveIntegerField(default=0)),
                ("blocked_for", models.CharField(blank=True, db_default="", default="", max_length=200)),
            ],
            options={
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="StockCount",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=shared_apps.foundation.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("number", models.CharField(max_length=30, unique=True)),
                ("method", models.CharField(max_length=10)),
                ("scope", models.CharField(blank=True, max_length=40)),
                ("state", models.CharField(default="open", max_length=10)),
                ("planned_by_name", models.CharField(max_length=120)),
                ("planned_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(null=True)),
                ("counted", models.PositiveIntegerField(default=0)),
                ("exact", models.PositiveIntegerField(default=0)),
            ],
            options={
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="StockCrossing",
            fields=[
                ("seq", models.BigAutoField(primary_key=True, serialize=False)),
                ("item_id", models.UUIDField()),
                ("warehouse_id", models.UUIDField()),
                ("at", models.DateTimeField()),
                ("free", models.DecimalField(db_default=0, decimal_places=6, default=0, max_digits=20)),
                ("reorder_at", models.DecimalField(decimal_places=6, max_digits=20, null=True)),
                ("clear_at", models.DecimalField(decimal_places=6, max_digits=20, null=True)),
            ],
            options={
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="GoodsReceipt",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=shared_apps.foundation.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("number", models.CharField(max_length=30, unique=True)),
                ("shipment_id", models.UUIDField(unique=True)),
                ("received_at", models.DateTimeField()),
                ("note", models.CharField(blank=True, max_length=300)),
                (
                    "receiver",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="parties.company"
                    ),
                ),
            ],
            options={
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="GoodsReceiptLine",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=shared_apps.foundation.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("order_line_id", models.UUIDField()),
                ("accepted", models.DecimalField(decimal_places=6, max_digits=20)),
                ("refused", models.DecimalField(decimal_places=6, default=0, max_digits=20)),
                (
                    "item",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="catalogue.item",
                    ),
                ),
                (
                    "receipt",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="lines", to="inventory.goodsreceipt"
                    ),
                ),
            ],
            options={
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="StockLot",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=shared_apps.foundation.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("code", models.CharField(max_length=60)),
                ("expires_on", models.DateField(null=True)),
                ("received_at", models.DateTimeField()),
                (
                    "item",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="catalogue.item",
                    ),
                ),
            ],
            options={
                "default_permissions": (),
                "indexes": [models.Index(fields=["expires_on"], name="stock_lot_expires")],
                "constraints": [models.UniqueConstraint(fields=("item", "code"), name="stock_lot_once")],
            },
        ),
        migrations.CreateModel(
            name="CountLine",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=shared_apps.foundation.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("state", models.CharField(default="open", max_length=10)),
                ("rounds", models.PositiveSmallIntegerField(default=0)),
                ("expected", models.DecimalField(decimal_places=6, max_digits=20, null=True)),
                ("found", models.DecimalField(decimal_places=6, max_digits=20, null=True)),
                ("was_exact", models.BooleanField(null=True)),
                ("counted_by", models.CharField(blank=True, max_length=80)),
                ("counted_by_name", models.CharField(blank=True, max_length=120)),
                ("counted_at", models.DateTimeField(null=True)),
                ("value", models.DecimalField(decimal_places=6, max_digits=24, null=True)),
                ("decided_by_name", models.CharField(blank=True, max_length=120)),
                ("reason", models.CharField(blank=True, max_length=200)),
                (
                    "item",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="catalogue.item"
                    ),
                ),
                (
                    "owner",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="parties.company",
                    ),
                ),
                (
                    "bin",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="inventory.stockbin",
                    ),
                ),
                (
                    "count",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="lines", to="inventory.stockcount"
                    ),
                ),
                (
                    "lot",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="inventory.stocklot",
                    ),
                ),
            ],
            options={
                "default_permissions": (),
                "constraints": [
                    models.UniqueConstraint(
                        fields=("count", "item", "bin", "lot", "owner"), name="count_line_once", nulls_distinct=False
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["open", "recount", "review", "done"])),
                        name="count_line_state",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Transfer",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=shared_apps.foundation.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("number", models.CharField(max_length=30, unique=True)),
                ("state", models.CharField(max_length=12)),
                ("reason", models.CharField(blank=True, max_length=200)),
                ("close_reason", models.CharField(blank=True, max_length=200)),
                ("due_at", models.DateTimeField()),
                ("is_overdue", models.BooleanField(default=False)),
                ("requested_by", models.CharField(max_length=80)),
                ("requested_by_name", models.CharField(max_length=120)),
                ("requested_at", models.DateTimeField()),
                ("approved_by_name", models.CharField(blank=True, max_length=120)),
                ("dispatched_at", models.DateTimeField(null=True)),
                ("ended_at", models.DateTimeField(null=True)),
                (
                    "company",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="parties.company"
                    ),
                ),
            ],
            options={
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="TransferLine",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=shared_apps.foundation.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("quantity", models.DecimalField(decimal_places=6, max_digits=20)),
                (
                    "item",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="catalogue.item"
                    ),
                ),
                (
                    "transfer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="lines", to="inventory.transfer"
                    ),
                ),
            ],
            options={
                "default_permissions": (),
                "constraints": [models.UniqueConstraint(fields=("transfer", "item"), name="transfer_item_once")],
            },
        ),
        migrations.CreateModel(
            name="TransferPart",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=shared_apps.foundation.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("sent", models.DecimalField(decimal_places=6, max_digits=20)),
                ("arrived", models.DecimalField(decimal_places=6, default=0, max_digits=20)),
                ("damaged", models.DecimalField(decimal_places=6, default=0, max_digits=20)),
                ("lost", models.DecimalField(decimal_places=6, default=0, max_digits=20)),
                ("over", models.DecimalField(decimal_places=6, default=0, max_digits=20)),
                (
                    "line",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="parts", to="inventory.transferline"
                    ),
                ),
                (
                    "lot",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="inventory.stocklot",
                    ),
                ),
            ],
            options={
                "default_permissions": (),
                "constraints": [
                    models.UniqueConstraint(fields=("line", "lot"), name="transfer_part_once", nulls_distinct=False),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("arrived__gte", 0),
                            ("damaged__gte", 0),
                            ("lost__gte", 0),
                            (
                                "sent__gte",
                                django.db.models.expressions.CombinedExpression(
                                    django.db.models.expressions.CombinedExpression(
                                        models.F("arrived"), "+", models.F("damaged")
                                    ),
                                    "+",
                                    models.F("lost"),
                                ),
                            ),
                        ),
                        name="transfer_part_adds_up",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="TransferDifference",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=shared_apps.foundation.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("kind", models.CharField(max_length=8)),
                ("quantity", models.DecimalField(decimal_places=6, max_digits=20)),
                ("value_minor", models.BigIntegerField(null=True)),
                ("currency", models.CharField(blank=True, max_length=3)),
                ("reason", models.CharField(max_length=200)),
                ("state", models.CharField(default="open", max_length=12)),
                ("claim", models.CharField(blank=True, max_length=200)),
                ("verdict", models.CharField(blank=True, max_length=300)),
                ("found_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(null=True)),
                ("ended_by_name", models.CharField(blank=True, max_length=120)),
                (
                    "count",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="inventory.stockcount",
                    ),
                ),
                (
                    "sent_back",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="inventory.transfer",
                    ),
                ),
                (
                    "part",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="differences",
                        to="inventory.transferpart",
                    ),
                ),
            ],
            options={
                "default_permissions": (),
                "indexes": [
                    models.Index(
                        condition=models.Q(("state__in", ["open", "claimed"])),
                        fields=["found_at", "id"],
                        name="transfer_difference_live",
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["shortage", "surplus"])), name="transfer_difference_kind"
                    ),
                    models.CheckConstraint(condition=models.Q(("quantity__gt", 0)), name="transfer_difference_some"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state__in", ["open", "accepted"]),
                            models.Q(("kind", "shortage"), ("state__in", ["claimed", "compensated", "refused"])),
                            models.Q(("kind", "surplus"), ("sent_back__isnull", False), ("state", "returned")),
                            _connector="OR",
                        ),
                        name="transfer_difference_state",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("ended_at__isnull", True), ("state__in", ["open", "claimed"])),
                            models.Q(
                                ("ended_at__isnull", False),
                                ("state__in", ["accepted", "compensated", "refused", "returned"]),
                            ),
                            _connector="OR",
                        ),
                        name="transfer_difference_ends",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Warehouse",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=shared_apps.foundation.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("code", models.CharField(max_length=20)),
                ("name", models.CharField(max_length=120)),
                ("country", models.CharField(blank=True, max_length=2)),
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
                "constraints": [models.UniqueConstraint(fields=("company", "code"), name="warehouse_once")],
            },
        ),
        migrations.AddField(
            model_name="transfer",
            name="source",
            field=models.ForeignKey(
                db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="inventory.warehouse"
            ),
        ),
        migrations.AddField(
            model_name="transfer",
            name="target",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="inventory.warehouse"
            ),
        ),
        migrations.CreateModel(
            name="StockMovement",
            fields=[
                ("seq", models.BigAutoField(primary_key=True, serialize=False)),
                ("kind", models.CharField(max_length=12)),
                ("quantity", models.DecimalField(decimal_places=6, max_digits=20)),
                ("quarantined", models.DecimalField(db_default=0, decimal_places=6, default=0, max_digits=20)),
                ("note", models.CharField(db_default="", default="", max_length=200)),
                ("explanation", models.JSONField(null=True)),
                ("source", models.CharField(max_length=60)),
                ("source_id", models.UUIDField()),
                ("at", models.DateTimeField()),
                (
                    "bin",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="inventory.stockbin",
                    ),
                ),
                (
                    "item",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="catalogue.item",
                    ),
                ),
                (
                    "lot",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="inventory.stocklot",
                    ),
                ),
                (
                    "owner",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="parties.company",
                    ),
                ),
                (
                    "warehouse",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="inventory.warehouse",
                    ),
                ),
            ],
            options={
                "default_permissions": (),
                "indexes": [
                    models.Index(fields=["item", "warehouse"], name="stock_movement_item"),
                    models.Index(fields=["source", "source_id"], name="stock_movement_source"),
                    django.contrib.postgres.indexes.BrinIndex(
                        autosummarize=True, fields=["at"], name="stock_movement_at"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="StockLevel",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=shared_apps.foundation.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("on_hand", models.DecimalField(decimal_places=6, default=0, max_digits=20)),
                ("reserved", models.DecimalField(decimal_places=6, default=0, max_digits=20)),
                ("quarantined", models.DecimalField(decimal_places=6, default=0, max_digits=20)),
                ("reorder_at", models.DecimalField(decimal_places=6, max_digits=20, null=True)),
                ("clear_at", models.DecimalField(decimal_places=6, max_digits=20, null=True)),
                (
                    "item",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="catalogue.item",
                    ),
                ),
                (
                    "warehouse",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="inventory.warehouse"
                    ),
                ),
            ],
            options={
                "default_permissions": (),
                "constraints": [
                    models.UniqueConstraint(fields=("item", "warehouse"), name="stock_level_once"),
                    models.CheckConstraint(
                        condition=models.Q(("on_hand__gte", 0), ("quarantined__gte", 0), ("reserved__gte", 0)),
                        name="stock_not_negative",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "on_hand__gte",
                                django.db.models.expressions.CombinedExpression(
                                    models.F("reserved"), "+", models.F("quarantined")
                                ),
                            )
                        ),
                        name="stock_not_oversold",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="StockHold",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=shared_apps.foundation.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("quantity", models.DecimalField(decimal_places=6, max_digits=20)),
                ("state", models.CharField(default="held", max_length=10)),
                ("source", models.CharField(max_length=60)),
                ("source_id", models.UUIDField()),
                ("created_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(null=True)),
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
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="inventory.warehouse",
                    ),
                ),
            ],
            options={
                "default_permissions": (),
                "indexes": [models.Index(fields=["source", "source_id"], name="stock_hold_source")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["held", "issued", "released"])), name="stock_hold_state"
                    )
                ],
            },
        ),
        migrations.AddField(
            model_name="stockcount",
            name="warehouse",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="inventory.warehouse"
            ),
        ),
        migrations.AddField(
            model_name="stockbin",
            name="warehouse",
            field=models.ForeignKey(
                db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="inventory.warehouse"
            ),
        ),
        migrations.CreateModel(
            name="StockBalance",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=shared_apps.foundation.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("on_hand", models.DecimalField(decimal_places=6, default=0, max_digits=20)),
                ("quarantined", models.DecimalField(decimal_places=6, default=0, max_digits=20)),
                (
                    "item",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="catalogue.item",
                    ),
                ),
                (
                    "owner",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="parties.company"
                    ),
                ),
                (
                    "bin",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="inventory.stockbin",
                    ),
                ),
                (
                    "lot",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="inventory.stocklot",
                    ),
                ),
                (
                    "warehouse",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="inventory.warehouse"
                    ),
                ),
            ],
            options={
                "default_permissions": (),
                "constraints": [
                    models.UniqueConstraint(
                        fields=("item", "warehouse", "bin", "lot", "owner"),
                        name="stock_balance_once",
                        nulls_distinct=False,
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("quarantined__gte", 0), ("quarantined__lte", models.F("on_hand"))),
                        name="stock_balance_not_negative",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="StockAlert",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=shared_apps.foundation.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("state", models.CharField(default="open", max_length=10)),
                ("point", models.DecimalField(decimal_places=6, max_digits=20)),
                ("free", models.DecimalField(decimal_places=6, max_digits=20)),
                ("expected", models.DecimalField(decimal_places=6, max_digits=20)),
                ("crossed_at", models.DateTimeField()),
                ("opened_at", models.DateTimeField()),
                ("cleared_at", models.DateTimeField(null=True)),
                ("draft_id", models.UUIDField(null=True)),
                ("draft_number", models.CharField(blank=True, max_length=30)),
                ("ordered_by_name", models.CharField(blank=True, max_length=120)),
                (
                    "item",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="catalogue.item",
                    ),
                ),
                (
                    "warehouse",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="inventory.warehouse"
                    ),
                ),
            ],
            options={
                "default_permissions": (),
                "indexes": [models.Index(fields=["state", "-id"], name="stock_alert_state_newest")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["open", "cleared"])), name="stock_alert_state"
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("state", "open")), fields=("item", "warehouse"), name="stock_alert_one_open"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ReorderPoint",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=shared_apps.foundation.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("is_chosen", models.BooleanField(default=False)),
                ("service_percent", models.DecimalField(decimal_places=4, max_digits=7, null=True)),
                ("review_days", models.PositiveSmallIntegerField(null=True)),
                ("lead_days", models.PositiveSmallIntegerField(null=True)),
                ("cover_days", models.PositiveSmallIntegerField(null=True)),
                ("fixed_point", models.DecimalField(decimal_places=6, max_digits=20, null=True)),
                ("order_least", models.DecimalField(decimal_places=6, max_digits=20, null=True)),
                ("order_most", models.DecimalField(decimal_places=6, max_digits=20, null=True)),
                ("safety", models.DecimalField(decimal_places=6, max_digits=20, null=True)),
                ("point", models.DecimalField(decimal_places=6, max_digits=20, null=True)),
                ("clears_at", models.DecimalField(decimal_places=6, max_digits=20, null=True)),
                ("up_to", models.DecimalField(decimal_places=6, max_digits=20, null=True)),
                ("facts", models.JSONField(default=dict)),
                ("reckoned_at", models.DateTimeField(null=True)),
                (
                    "bought_as",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="catalogue.item"
                    ),
                ),
                (
                    "item",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="catalogue.item",
                    ),
                ),
                (
                    "warehouse",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="inventory.warehouse"
                    ),
                ),
            ],
            options={
                "default_permissions": (),
                "constraints": [
                    models.UniqueConstraint(fields=("item", "warehouse"), name="reorder_point_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("point__isnull", True),
                            models.Q(("clears_at__gte", models.F("point")), ("point__gte", 0), ("safety__gte", 0)),
                            _connector="OR",
                        ),
                        name="reorder_point_sane",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Quarantine",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=shared_apps.foundation.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("quantity", models.DecimalField(decimal_places=6, max_digits=20)),
                ("cause", models.CharField(max_length=10)),
                ("reason", models.CharField(max_length=200)),
                ("state", models.CharField(default="open", max_length=10)),
                ("made_by", models.CharField(max_length=80)),
                ("made_by_name", models.CharField(max_length=120)),
                ("made_at", models.DateTimeField()),
                ("ended_by_name", models.CharField(blank=True, max_length=120)),
                ("ended_at", models.DateTimeField(null=True)),
                ("end_reason", models.CharField(blank=True, max_length=200)),
                (
                    "item",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="catalogue.item"
                    ),
                ),
                (
                    "owner",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="parties.company",
                    ),
                ),
                (
                    "bin",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="inventory.stockbin",
                    ),
                ),
                (
                    "lot",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="inventory.stocklot",
                    ),
                ),
                (
                    "warehouse",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="inventory.warehouse"
                    ),
                ),
            ],
            options={
                "default_permissions": (),
                "indexes": [
                    models.Index(
                        condition=models.Q(("state", "open")), fields=["made_at", "id"], name="quarantine_open"
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["open", "released", "scrapped"])), name="quarantine_state"
                    ),
                    models.CheckConstraint(condition=models.Q(("quantity__gt", 0)), name="quarantine_of_something"),
                ],
            },
        ),
        migrations.CreateModel(
            name="ExpectedSupply",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=shared_apps.foundation.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("supplier_name", models.CharField(blank=True, max_length=200)),
                ("reference", models.CharField(max_length=80)),
                ("quantity", models.DecimalField(decimal_places=6, max_digits=20)),
                ("received", models.DecimalField(decimal_places=6, default=0, max_digits=20)),
                ("ordered_at", models.DateTimeField()),
                ("first_due_on", models.DateField()),
                ("due_on", models.DateField()),
                ("is_late", models.BooleanField(default=False)),
                ("reason", models.CharField(blank=True, max_length=200)),
                ("state", models.CharField(default="open", max_length=10)),
                ("source", models.CharField(max_length=60)),
                ("source_id", models.UUIDField(null=True)),
                ("made_by_name", models.CharField(blank=True, max_length=120)),
                ("ended_at", models.DateTimeField(null=True)),
                (
                    "item",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="catalogue.item",
                    ),
                ),
                (
                    "warehouse",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="inventory.warehouse"
                    ),
                ),
            ],
            options={
                "default_permissions": (),
                "indexes": [
                    models.Index(
                        condition=models.Q(("state", "open")), fields=["item", "warehouse"], name="supply_open"
                    ),
                    models.Index(fields=["item", "warehouse", "-ended_at"], name="supply_of_item"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["open", "received", "cancelled"])), name="supply_state"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("quantity__gt", 0), ("received__gte", 0)), name="supply_of_something"
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("source_id__isnull", False)),
                        fields=("source_id", "item", "warehouse"),
                        name="supply_once",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="DailyDemand",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=shared_apps.foundation.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("day", models.DateField(db_index=True)),
                ("quantity", models.DecimalField(decimal_places=6, max_digits=20)),
                (
                    "item",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="catalogue.item",
                    ),
                ),
                (
                    "warehouse",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="inventory.warehouse",
                    ),
                ),
            ],
            options={
                "default_permissions": (),
                "constraints": [models.UniqueConstraint(fields=("item", "warehouse", "day"), name="daily_demand_once")],
            },
        ),
        migrations.AddConstraint(
            model_name="transfer",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", ["requested", "approved", "dispatched", "closed", "cancelled"])),
                name="transfer_state",
            ),
        ),
        migrations.AddConstraint(
            model_name="transfer",
            constraint=models.CheckConstraint(
                condition=models.Q(("source", models.F("target")), _negated=True), name="transfer_goes_somewhere"
            ),
        ),
        migrations.AddConstraint(
            model_name="stockcount",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", ["open", "closed", "cancelled"])), name="stock_count_state"
            ),
        ),
        migrations.AddConstraint(
            model_name="stockbin",
            constraint=models.UniqueConstraint(fields=("warehouse", "code"), name="stock_bin_once"),
        ),
    ]
