"""A crossing says what the level stood at, so whoever looks at crossings reads no level."""

from django.db import migrations, models

_FREE = "{0}.on_hand - {0}.reserved - {0}.quarantined"
FUNCTION = f"""
CREATE OR REPLACE FUNCTION inventory_level_crossed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO inventory_stockcrossing (item_id, warehouse_id, at, free, reorder_at, clear_at)
    VALUES (NEW.item_id, NEW.warehouse_id, clock_timestamp(), {_FREE.format("NEW")}, NEW.reorder_at, NEW.clear_at);
    RETURN NULL;
END $$;
UPDATE inventory_stockcrossing c SET free = {_FREE.format("l")}, reorder_at = l.reorder_at, clear_at = l.clear_at
FROM inventory_stocklevel l WHERE l.item_id = c.item_id AND l.warehouse_id = c.warehouse_id;
"""
FUNCTION_BACK = """
CREATE OR REPLACE FUNCTION inventory_level_crossed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO inventory_stockcrossing (item_id, warehouse_id, at)
    VALUES (NEW.item_id, NEW.warehouse_id, clock_timestamp());
    RETURN NULL;
END $$;
"""


def _amount(**more: object) -> models.DecimalField:  # type: ignore[type-arg]
    return models.DecimalField(decimal_places=6, max_digits=20, **more)  # type: ignore[arg-type]


class Migration(migrations.Migration):
    dependencies = [("inventory", "0009_reorder_points")]

    operations = [
        migrations.AddField("stockcrossing", "free", _amount(default=0, db_default=0)),
        migrations.AddField("stockcrossing", "reorder_at", _amount(null=True)),
        migrations.AddField("stockcrossing", "clear_at", _amount(null=True)),
        migrations.RunSQL(FUNCTION, FUNCTION_BACK),
    ]
