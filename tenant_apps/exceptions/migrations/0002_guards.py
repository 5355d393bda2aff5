"""What happened to an exception is never changed or removed."""

from django.db import migrations

FORWARD = """
CREATE FUNCTION exceptions_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'what happened to an exception is never changed or removed'
        USING ERRCODE = 'insufficient_privilege';
END $$;
CREATE TRIGGER exceptions_moment_append_only BEFORE UPDATE OR DELETE ON exceptions_exceptionmoment
    FOR EACH ROW EXECUTE FUNCTION exceptions_append_only();
CREATE TRIGGER exceptions_moment_no_truncate BEFORE TRUNCATE ON exceptions_exceptionmoment
    FOR EACH STATEMENT EXECUTE FUNCTION exceptions_append_only();
"""
BACKWARD = """
DROP TRIGGER exceptions_moment_no_truncate ON exceptions_exceptionmoment;
DROP TRIGGER exceptions_moment_append_only ON exceptions_exceptionmoment;
DROP FUNCTION exceptions_append_only();
"""


class Migration(migrations.Migration):
    dependencies = [("exceptions", "0001_initial")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
