"""Reorder points, alerts, expected supplies; and the database says by itself when a level crosses its point.

The trigger's condition is reckoned without calling a function, so a change that crosses nothing costs next to nothing.
"""

import django.contrib.postgres.indexes
import django.db.models.deletion
from django.db import migrations, models

import shared_apps.foundation.ids

_FREE = "{0}.on_hand - {0}.reserved - {0}.quarantined"
_NEW, _OLD = _FREE.format("NEW"), _FREE.format("OLD")
CROSSING = f"""
CREATE FUNCTION inventory_level_crossed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO inventory_stockcrossing (item_id, warehouse_id, at)
    VALUES (NEW.item_id, NEW.warehouse_id, clock_timestamp());
    RETURN NULL;
END $$;
CREATE TRIGGER inventory_level_crossed AFTER UPDATE ON inventory_stocklevel FOR EACH ROW
    WHEN ((({_NEW}) < NEW.reorder_at AND (({_OLD}) < OLD.reorder_at) IS NOT TRUE)
        OR (({_NEW}) >= NEW.clear_at AND ({_OLD}) < OLD.clear_at)
        OR (NEW.reorder_at IS NULL AND OLD.reorder_at IS NOT NULL))
    EXECUTE FUNCTION inventory_level_crossed();
"""
CROSSING_BACK = """
DROP TRIGGER inventory_level_crossed ON inventory_stocklevel;
DROP FUNCTION inventory_level_crossed();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("catalogue", "0004_tracked_by"),
        ("inventory", "0008_exceptions_quarantine"),
        ("parties", "0003_standing"),
    ]

    operations = [
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
            ],
            options={
                "default_permissions": (),
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
            ],
            options={
                "default_permissions": (),
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
            ],
            options={
                "default_permissions": (),
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
            ],
            options={
                "default_permissions": (),
            },
        ),
        migrations.AddField(
            model_name="stockbin",
            name="blocked_for",
            field=models.CharField(blank=True, db_default="", default="", max_length=200),
        ),
        migrations.AddField(
            model_name="stocklevel",
            name="clear_at",
            field=models.DecimalField(decimal_places=6, max_digits=20, null=True),
        ),
        migrations.AddField(
            model_name="stocklevel",
            name="reorder_at",
            field=models.DecimalField(decimal_places=6, max_digits=20, null=True),
        ),
        migrations.AddIndex(
            model_name="stockmovement",
            index=django.contrib.postgres.indexes.BrinIndex(
                autosummarize=True, fields=["at"], name="stock_movement_at"
            ),
        ),
        migrations.AddField(
            model_name="dailydemand",
            name="item",
            field=models.ForeignKey(
                db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="catalogue.item"
            ),
        ),
        migrations.AddField(
            model_name="dailydemand",
            name="warehouse",
            field=models.ForeignKey(
                db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="inventory.warehouse"
            ),
        ),
        migrations.AddField(
            model_name="expectedsupply",
            name="item",
            field=models.ForeignKey(
                db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="catalogue.item"
            ),
        ),
        migrations.AddField(
            model_name="expectedsupply",
            name="warehouse",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="inventory.warehouse"
            ),
        ),
        migrations.AddField(
            model_name="reorderpoint",
            name="bought_as",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="catalogue.item"
            ),
        ),
        migrations.AddField(
            model_name="reorderpoint",
            name="item",
            field=models.ForeignKey(
                db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="catalogue.item"
            ),
        ),
        migrations.AddField(
            model_name="reorderpoint",
            name="warehouse",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="inventory.warehouse"
            ),
        ),
        migrations.AddField(
            model_name="stockalert",
            name="item",
            field=models.ForeignKey(
                db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="catalogue.item"
            ),
        ),
        migrations.AddField(
            model_name="stockalert",
            name="warehouse",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="inventory.warehouse"
            ),
        ),
        migrations.AddConstraint(
            model_name="dailydemand",
            constraint=models.UniqueConstraint(fields=("item", "warehouse", "day"), name="daily_demand_once"),
        ),
        migrations.AddIndex(
            model_name="expectedsupply",
            index=models.Index(condition=models.Q(("state", "open")), fields=["item", "warehouse"], name="supply_open"),
        ),
        migrations.AddIndex(
            model_name="expectedsupply",
            index=models.Index(fields=["item", "warehouse", "-ended_at"], name="supply_of_item"),
        ),
        migrations.AddConstraint(
            model_name="expectedsupply",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", ["open", "received", "cancelled"])), name="supply_state"
            ),
        ),
        migrations.AddConstraint(
            model_name="expectedsupply",
            constraint=models.CheckConstraint(
                condition=models.Q(("quantity__gt", 0), ("received__gte", 0)), name="supply_of_something"
            ),
        ),
        migrations.AddConstraint(
            model_name="expectedsupply",
            constraint=models.UniqueConstraint(
                condition=models.Q(("source_id__isnull", False)),
                fields=("source_id", "item", "warehouse"),
                name="supply_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="reorderpoint",
            constraint=models.UniqueConstraint(fields=("item", "warehouse"), name="reorder_point_once"),
        ),
        migrations.AddConstraint(
            model_name="reorderpoint",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("point__isnull", True),
                    models.Q(("clears_at__gte", models.F("point")), ("point__gte", 0), ("safety__gte", 0)),
                    _connector="OR",
                ),
                name="reorder_point_sane",
            ),
        ),
        migrations.AddIndex(
            model_name="stockalert",
            index=models.Index(fields=["state", "-id"], name="stock_alert_state_newest"),
        ),
        migrations.AddConstraint(
            model_name="stockalert",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", ["open", "cleared"])), name="stock_alert_state"
            ),
        ),
        migrations.AddConstraint(
            model_name="stockalert",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "open")), fields=("item", "warehouse"), name="stock_alert_one_open"
            ),
        ),
        migrations.RunSQL(CROSSING, CROSSING_BACK),
    ]
