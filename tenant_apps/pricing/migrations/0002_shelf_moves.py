"""A changed price moves its supplier's shelf."""

from django.db import migrations

_TRIGGERS = [
    ("pricelist", "added", "INSERT", "NEW"),
    ("pricelist", "changed", "UPDATE", "NEW"),
    ("pricelist", "removed", "DELETE", "OLD"),
    ("pricetier", "added", "INSERT", "NEW"),
    ("pricetier", "changed", "UPDATE", "NEW"),
    ("pricetier", "removed", "DELETE", "OLD"),
]
FORWARD = """
CREATE FUNCTION pricing_pricelist_moved() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM catalogue_shelf_moved(ARRAY(SELECT DISTINCT supplier_id FROM changed));
    RETURN NULL;
END $$;
CREATE FUNCTION pricing_pricetier_moved() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM catalogue_shelf_moved(
        ARRAY(SELECT DISTINCT i.supplier_id FROM changed c JOIN catalogue_item i ON i.id = c.item_id)
    );
    RETURN NULL;
END $$;
""" + "".join(
    f"CREATE TRIGGER pricing_{table}_{name} AFTER {act} ON pricing_{table} REFERENCING {side} TABLE AS changed "
    f"FOR EACH STATEMENT EXECUTE FUNCTION pricing_{table}_moved();"
    for table, name, act, side in _TRIGGERS
)
BACKWARD = (
    "".join(f"DROP TRIGGER pricing_{table}_{name} ON pricing_{table};" for table, name, *_ in _TRIGGERS)
    + """
DROP FUNCTION pricing_pricetier_moved();
DROP FUNCTION pricing_pricelist_moved();
"""
)


class Migration(migrations.Migration):
    dependencies = [("pricing", "0001_initial"), ("catalogue", "0002_guards")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
