"""A new place of stock moves the shelf of the item's supplier; warehouses are never deleted."""

from django.db import migrations

FORWARD = """
CREATE FUNCTION inventory_level_added() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM catalogue_shelf_moved(
        ARRAY(SELECT DISTINCT i.supplier_id FROM changed c JOIN catalogue_item i ON i.id = c.item_id)
    );
    RETURN NULL;
END $$;
CREATE TRIGGER inventory_level_added AFTER INSERT ON inventory_stocklevel
    REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION inventory_level_added();
CREATE FUNCTION inventory_warehouse_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'warehouses are never deleted' USING ERRCODE = 'insufficient_privilege';
END $$;
CREATE TRIGGER inventory_warehouse_stays BEFORE DELETE ON inventory_warehouse
    FOR EACH ROW EXECUTE FUNCTION inventory_warehouse_stays();
CREATE TRIGGER inventory_warehouse_no_truncate BEFORE TRUNCATE ON inventory_warehouse
    FOR EACH STATEMENT EXECUTE FUNCTION inventory_warehouse_stays();
"""
BACKWARD = """
DROP TRIGGER inventory_warehouse_no_truncate ON inventory_warehouse;
DROP TRIGGER inventory_warehouse_stays ON inventory_warehouse;
DROP FUNCTION inventory_warehouse_stays();
DROP TRIGGER inventory_level_added ON inventory_stocklevel;
DROP FUNCTION inventory_level_added();
"""


class Migration(migrations.Migration):
    dependencies = [("inventory", "0003_quarantined"), ("catalogue", "0002_shelf")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
