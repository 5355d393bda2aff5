"""Only the sealer adds to the log, and nobody changes or removes what is in it."""

from django.db import migrations

from shared_apps.tenancy.schemas.operations import SealerRights

TABLES = ("notary_leaf", "notary_node", "notary_checkpoint", "notary_cosignature")
FORWARD = """
CREATE FUNCTION notary_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'what is in the log is never changed or removed' USING ERRCODE = 'insufficient_privilege';
END $$;
""" + "".join(
    f"""
CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table}
    FOR EACH ROW EXECUTE FUNCTION notary_append_only();
CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table}
    FOR EACH STATEMENT EXECUTE FUNCTION notary_append_only();
"""
    for table in TABLES
)
BACKWARD = (
    "".join(
        f"DROP TRIGGER {table}_append_only ON {table}; DROP TRIGGER {table}_no_truncate ON {table};" for table in TABLES
    )
    + "DROP FUNCTION notary_append_only();"
)


class Migration(migrations.Migration):
    dependencies = [("notary", "0001_initial")]
    operations = [
        migrations.RunSQL(FORWARD, BACKWARD),
        *(SealerRights(table, "SELECT, INSERT", app="SELECT") for table in TABLES),
        SealerRights(
            "notary_tree",
            "SELECT, INSERT, UPDATE (size, frontier, published_size, published_at)",
            app="SELECT",
        ),
    ]
