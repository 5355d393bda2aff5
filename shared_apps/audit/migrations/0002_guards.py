"""The database refuses to change an audit row, queues new rows for the log, and lets rows go only after their time.

A row may go when its hash stays in the log and it is older than 183 days, the least that any law asks for; a rule book
may keep rows longer and never shorter. The marketplace's own role has no right to change rows either.
"""

from django.db import migrations

from shared_apps.tenancy.schemas.operations import OnlyInsert, SealerRights

FORWARD = """
CREATE FUNCTION audit_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' AND TG_LEVEL = 'ROW' THEN
        IF OLD.at < clock_timestamp() - interval '183 days'
           AND EXISTS (SELECT 1 FROM notary_leaf WHERE entry_id = OLD.id) THEN
            RETURN OLD;
        END IF;
    END IF;
    RAISE EXCEPTION 'audit records are never changed or removed' USING ERRCODE = 'insufficient_privilege';
END $$;
CREATE TRIGGER audit_append_only BEFORE UPDATE OR DELETE ON audit_auditrecord
    FOR EACH ROW EXECUTE FUNCTION audit_append_only();
CREATE TRIGGER audit_no_truncate BEFORE TRUNCATE ON audit_auditrecord
    FOR EACH STATEMENT EXECUTE FUNCTION audit_append_only();
CREATE FUNCTION audit_await_seal() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO audit_unsealed (id) SELECT id FROM added;
    RETURN NULL;
END $$;
CREATE TRIGGER audit_await_seal AFTER INSERT ON audit_auditrecord
    REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION audit_await_seal();
CREATE FUNCTION audit_forget(before timestamptz, most integer) RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER
    SET search_path FROM CURRENT AS $$
DECLARE gone bigint;
BEGIN
    DELETE FROM audit_auditrecord WHERE id IN (
        SELECT r.id FROM audit_auditrecord r JOIN notary_leaf l ON l.entry_id = r.id
        WHERE r.at < least(before, clock_timestamp() - interval '183 days') ORDER BY r.id LIMIT most);
    GET DIAGNOSTICS gone = ROW_COUNT;
    RETURN gone;
END $$;
REVOKE ALL ON FUNCTION audit_forget(timestamptz, integer) FROM PUBLIC;
"""
BACKWARD = """
DROP FUNCTION audit_forget(timestamptz, integer);
DROP TRIGGER audit_await_seal ON audit_auditrecord;
DROP FUNCTION audit_await_seal();
DROP TRIGGER audit_no_truncate ON audit_auditrecord;
DROP TRIGGER audit_append_only ON audit_auditrecord;
DROP FUNCTION audit_append_only();
"""


class Migration(migrations.Migration):
    dependencies = [("audit", "0001_initial")]
    operations = [
        migrations.RunSQL(FORWARD, BACKWARD),
        OnlyInsert("audit_auditrecord"),
        SealerRights("audit_auditrecord", "SELECT"),
        SealerRights("audit_unsealed", "SELECT, DELETE", app="SELECT, INSERT"),
    ]
