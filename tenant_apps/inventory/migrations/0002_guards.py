"""What the database keeps true of stock.

Movements and warehouses stay; balances and levels come from movements alone; a new place of stock moves the shelf of
its supplier; a level that crosses its reorder point is noted with what it stood at.
"""

from django.db import migrations

FORWARD = """
CREATE FUNCTION inventory_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'stock movements are never changed or removed' USING ERRCODE = 'insufficient_privilege';
END $$;
CREATE TRIGGER inventory_movement_append_only BEFORE UPDATE OR DELETE ON inventory_stockmovement
    FOR EACH ROW EXECUTE FUNCTION inventory_append_only();
CREATE TRIGGER inventory_movement_no_truncate BEFORE TRUNCATE ON inventory_stockmovement
    FOR EACH STATEMENT EXECUTE FUNCTION inventory_append_only();
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
CREATE FUNCTION inventory_post_movements() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    wanted bigint;
    written bigint;
BEGIN
    INSERT INTO inventory_stockbalance (id, item_id, warehouse_id, bin_id, lot_id, owner_id, on_hand, quarantined)
    SELECT uuidv7(), item_id, warehouse_id, bin_id, lot_id, owner_id, 0, 0 FROM posted
    GROUP BY item_id, warehouse_id, bin_id, lot_id, owner_id
    ORDER BY item_id, warehouse_id, bin_id, lot_id, owner_id
    ON CONFLICT (item_id, warehouse_id, bin_id, lot_id, owner_id) DO NOTHING;

    UPDATE inventory_stockbalance AS b
    SET on_hand = b.on_hand + p.quantity, quarantined = b.quarantined + p.quarantined
    FROM (
        SELECT item_id, warehouse_id, bin_id, lot_id, owner_id,
               sum(quantity) AS quantity, sum(quarantined) AS quarantined
        FROM posted GROUP BY item_id, warehouse_id, bin_id, lot_id, owner_id
    ) AS p
    WHERE b.item_id = p.item_id AND b.warehouse_id = p.warehouse_id AND b.bin_id IS NOT DISTINCT FROM p.bin_id
        AND b.lot_id IS NOT DISTINCT FROM p.lot_id AND b.owner_id IS NOT DISTINCT FROM p.owner_id;

    SELECT count(DISTINCT (item_id, warehouse_id)) INTO wanted FROM posted WHERE owner_id IS NULL;
    UPDATE inventory_stocklevel AS s
    SET on_hand = s.on_hand + p.quantity, quarantined = s.quarantined + p.quarantined
    FROM (
        SELECT item_id, warehouse_id, sum(quantity) AS quantity, sum(quarantined) AS quarantined
        FROM posted WHERE owner_id IS NULL GROUP BY item_id, warehouse_id
    ) AS p
    WHERE s.item_id = p.item_id AND s.warehouse_id = p.warehouse_id;
    GET DIAGNOSTICS written = ROW_COUNT;
    IF written <> wanted THEN
        RAISE EXCEPTION 'a movement has no stock level' USING ERRCODE = 'foreign_key_violation';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER inventory_post_movements AFTER INSERT ON inventory_stockmovement
    REFERENCING NEW TABLE AS posted FOR EACH STATEMENT EXECUTE FUNCTION inventory_post_movements();
CREATE FUNCTION inventory_only_by_movements() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF pg_trigger_depth() < 2 THEN
        RAISE EXCEPTION 'what is on hand changes by stock movements alone' USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN COALESCE(NEW, OLD);
END $$;
CREATE TRIGGER inventory_level_changed BEFORE UPDATE OF item_id, warehouse_id, on_hand, quarantined
    ON inventory_stocklevel FOR EACH ROW
    WHEN (OLD.item_id IS DISTINCT FROM NEW.item_id OR OLD.warehouse_id IS DISTINCT FROM NEW.warehouse_id
        OR OLD.on_hand IS DISTINCT FROM NEW.on_hand OR OLD.quarantined IS DISTINCT FROM NEW.quarantined)
    EXECUTE FUNCTION inventory_only_by_movements();
CREATE TRIGGER inventory_level_made BEFORE INSERT ON inventory_stocklevel FOR EACH ROW
    WHEN (NEW.on_hand <> 0 OR NEW.quarantined <> 0) EXECUTE FUNCTION inventory_only_by_movements();
CREATE TRIGGER inventory_level_removed BEFORE DELETE ON inventory_stocklevel FOR EACH ROW
    WHEN (OLD.on_hand <> 0) EXECUTE FUNCTION inventory_only_by_movements();
CREATE TRIGGER inventory_level_no_truncate BEFORE TRUNCATE ON inventory_stocklevel
    FOR EACH STATEMENT EXECUTE FUNCTION inventory_only_by_movements();
CREATE TRIGGER inventory_balance_changed BEFORE INSERT OR UPDATE OR DELETE ON inventory_stockbalance
    FOR EACH ROW EXECUTE FUNCTION inventory_only_by_movements();
CREATE TRIGGER inventory_balance_no_truncate BEFORE TRUNCATE ON inventory_stockbalance
    FOR EACH STATEMENT EXECUTE FUNCTION inventory_only_by_movements();
CREATE FUNCTION inventory_level_crossed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO inventory_stockcrossing (item_id, warehouse_id, at, free, reorder_at, clear_at)
    VALUES (NEW.item_id, NEW.warehouse_id, clock_timestamp(), NEW.on_hand - NEW.reserved - NEW.quarantined, NEW.reorder_at, NEW.clear_at);
    RETURN NULL;
END $$;
CREATE TRIGGER inventory_level_crossed AFTER UPDATE ON inventory_stocklevel FOR EACH ROW
    WHEN (((NEW.on_hand - NEW.reserved - NEW.quarantined) < NEW.reorder_at AND ((OLD.on_hand - OLD.reserved - OLD.quarantined) < OLD.reorder_at) IS NOT TRUE)
        OR ((NEW.on_hand - NEW.reserved - NEW.quarantined) >= NEW.clear_at AND (OLD.on_hand - OLD.reserved - OLD.quarantined) < OLD.clear_at)
        OR (NEW.reorder_at IS NULL AND OLD.reorder_at IS NOT NULL))
    EXECUTE FUNCTION inventory_level_crossed();
"""
BACKWARD = """
DROP TRIGGER inventory_level_crossed ON inventory_stocklevel;
DROP FUNCTION inventory_level_crossed();
DROP TRIGGER inventory_balance_no_truncate ON inventory_stockbalance;
DROP TRIGGER inventory_balance_changed ON inventory_stockbalance;
DROP TRIGGER inventory_level_no_truncate ON inventory_stocklevel;
DROP TRIGGER inventory_level_removed ON inventory_stocklevel;
DROP TRIGGER inventory_level_made ON inventory_stocklevel;
DROP TRIGGER inventory_level_changed ON inventory_stocklevel;
DROP FUNCTION inventory_only_by_movements();
DROP TRIGGER inventory_post_movements ON inventory_stockmovement;
DROP FUNCTION inventory_post_movements();
DROP TRIGGER inventory_warehouse_no_truncate ON inventory_warehouse;
DROP TRIGGER inventory_warehouse_stays ON inventory_warehouse;
DROP FUNCTION inventory_warehouse_stays();
DROP TRIGGER inventory_level_added ON inventory_stocklevel;
DROP FUNCTION inventory_level_added();
DROP TRIGGER inventory_movement_no_truncate ON inventory_stockmovement;
DROP TRIGGER inventory_movement_append_only ON inventory_stockmovement;
DROP FUNCTION inventory_append_only();
"""


class Migration(migrations.Migration):
    dependencies = [("inventory", "0001_initial"), ("catalogue", "0002_guards")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
