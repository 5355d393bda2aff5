"""What the database keeps true: shelves move with their items and licences, items stay, categories are marked."""

from django.db import migrations

FORWARD = """
CREATE FUNCTION catalogue_shelf_moved(suppliers uuid[]) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    -- In the order of the suppliers, so that two changes of several wait for each other and never deadlock.
    INSERT INTO catalogue_shelf (id, supplier_id, version)
    SELECT uuidv7(), s, 1 FROM (SELECT DISTINCT unnest(suppliers) AS s ORDER BY 1) AS moved
    ON CONFLICT (supplier_id) DO UPDATE SET version = catalogue_shelf.version + 1;
END $$;
CREATE FUNCTION catalogue_item_moved() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM catalogue_shelf_moved(ARRAY(SELECT DISTINCT supplier_id FROM changed));
    RETURN NULL;
END $$;
CREATE TRIGGER catalogue_item_added AFTER INSERT ON catalogue_item
    REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION catalogue_item_moved();
CREATE TRIGGER catalogue_item_changed AFTER UPDATE ON catalogue_item
    REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION catalogue_item_moved();
CREATE FUNCTION catalogue_item_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'items are retired, never deleted' USING ERRCODE = 'insufficient_privilege';
END $$;
CREATE TRIGGER catalogue_item_stays BEFORE DELETE ON catalogue_item
    FOR EACH ROW EXECUTE FUNCTION catalogue_item_stays();
CREATE TRIGGER catalogue_item_no_truncate BEFORE TRUNCATE ON catalogue_item
    FOR EACH STATEMENT EXECUTE FUNCTION catalogue_item_stays();
-- What a category and those above it ask of buyers and sellers of one supplier's goods, now or later.
CREATE FUNCTION catalogue_needs(category uuid, supplier uuid) RETURNS jsonb LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN (
        WITH RECURSIVE up AS (
            SELECT c.id, c.parent_id FROM catalogue_category c WHERE c.id = category
            UNION SELECT p.id, p.parent_id FROM catalogue_category p JOIN up ON p.id = up.parent_id)
        SELECT jsonb_agg(jsonb_build_object('kind', l.kind, 'side', l.side, 'category', a.code, 'first', l.valid_from,
                                            'end', l.ends_on) ORDER BY l.id)
        FROM up JOIN catalogue_categorylicence l ON l.category_id = up.id JOIN catalogue_category a ON a.id = up.id
        WHERE (l.supplier_id IS NULL OR l.supplier_id = supplier) AND (l.ends_on IS NULL OR l.ends_on > current_date));
END $$;
-- The mark of the categories below follows, and whoever remembers goods of theirs looks again.
CREATE FUNCTION catalogue_licence_moved() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE marked uuid[];
BEGIN
    WITH RECURSIVE below AS (
        SELECT category_id AS id FROM changed
        UNION SELECT c.id FROM catalogue_category c JOIN below ON c.parent_id = below.id)
    SELECT array_agg(id) INTO marked FROM below;
    UPDATE catalogue_category SET licensed = true WHERE id = ANY(marked) AND NOT licensed;
    PERFORM catalogue_shelf_moved(ARRAY(
        SELECT DISTINCT i.supplier_id FROM catalogue_item i WHERE i.category_id = ANY(marked)
          AND EXISTS (SELECT 1 FROM changed l WHERE l.supplier_id IS NULL OR l.supplier_id = i.supplier_id)));
    RETURN NULL;
END $$;
CREATE TRIGGER catalogue_licence_added AFTER INSERT ON catalogue_categorylicence
    REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION catalogue_licence_moved();
CREATE TRIGGER catalogue_licence_changed AFTER UPDATE ON catalogue_categorylicence
    REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION catalogue_licence_moved();
CREATE FUNCTION catalogue_category_marked() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.licensed := NEW.licensed OR coalesce((SELECT licensed FROM catalogue_category WHERE id = NEW.parent_id), false);
    RETURN NEW;
END $$;
CREATE TRIGGER catalogue_category_marked BEFORE INSERT ON catalogue_category
    FOR EACH ROW EXECUTE FUNCTION catalogue_category_marked();
"""
BACKWARD = """
DROP TRIGGER catalogue_category_marked ON catalogue_category;
DROP FUNCTION catalogue_category_marked();
DROP TRIGGER catalogue_licence_changed ON catalogue_categorylicence;
DROP TRIGGER catalogue_licence_added ON catalogue_categorylicence;
DROP FUNCTION catalogue_licence_moved();
DROP FUNCTION catalogue_needs(uuid, uuid);
DROP TRIGGER catalogue_item_no_truncate ON catalogue_item;
DROP TRIGGER catalogue_item_stays ON catalogue_item;
DROP FUNCTION catalogue_item_stays();
DROP TRIGGER catalogue_item_changed ON catalogue_item;
DROP TRIGGER catalogue_item_added ON catalogue_item;
DROP FUNCTION catalogue_item_moved();
DROP FUNCTION catalogue_shelf_moved(uuid[]);
"""


class Migration(migrations.Migration):
    dependencies = [("catalogue", "0001_initial")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
