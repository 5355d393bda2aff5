"""A new place of stock moves the shelf of the item's supplier: whoever knows the places must learn of it."""

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
"""
BACKWARD = """
DROP TRIGGER inventory_level_added ON inventory_stocklevel;
DROP FUNCTION inventory_level_added();
"""


class Migration(migrations.Migration):
    dependencies = [("inventory", "0003_quarantined"), ("catalogue", "0002_shelf")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
