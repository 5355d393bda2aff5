"""The database writes balances and levels itself, from movements, and lets nobody else write them.

`inventory_post_movements` runs once per statement that adds movements. `inventory_only_by_movements` refuses every other
change of on hand or quarantined: inside the first, triggers stand at depth two. Balances that are there before are the
sums of the movements so far.
"""

from django.db import migrations

FORWARD = """
INSERT INTO inventory_stockbalance (id, item_id, warehouse_id, on_hand, quarantined)
SELECT uuidv7(), item_id, warehouse_id, sum(quantity), 0 FROM inventory_stockmovement GROUP BY item_id, warehouse_id;

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
"""
BACKWARD = """
DROP TRIGGER inventory_balance_no_truncate ON inventory_stockbalance;
DROP TRIGGER inventory_balance_changed ON inventory_stockbalance;
DROP TRIGGER inventory_level_no_truncate ON inventory_stocklevel;
DROP TRIGGER inventory_level_removed ON inventory_stocklevel;
DROP TRIGGER inventory_level_made ON inventory_stocklevel;
DROP TRIGGER inventory_level_changed ON inventory_stocklevel;
DROP FUNCTION inventory_only_by_movements();
DROP TRIGGER inventory_post_movements ON inventory_stockmovement;
DROP FUNCTION inventory_post_movements();
"""


class Migration(migrations.Migration):
    dependencies = [("inventory", "0006_lots_transfers_counts")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
