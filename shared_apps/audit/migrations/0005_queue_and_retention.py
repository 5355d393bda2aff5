"""The database puts new rows into the queue itself; rows go after their time, and only those whose hash stays."""

from django.db import migrations

from shared_apps.tenancy.schemas.operations import SealerRights

# 183 days: the least that any law asks for. A rule book may keep rows longer and never shorter.
FORWARD = """
INSERT INTO audit_unsealed (id) SELECT id FROM audit_auditrecord;
CREATE FUNCTION audit_await_seal() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO audit_unsealed (id) SELECT id FROM added;
    RETURN NULL;
END $$;
CREATE TRIGGER audit_await_seal AFTER INSERT ON audit_auditrecord
    REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION audit_await_seal();
CREATE OR REPLACE FUNCTION audit_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' AND TG_LEVEL = 'ROW' THEN
        IF OLD.at < clock_timestamp() - interval '183 days'
           AND EXISTS (SELECT 1 FROM notary_leaf WHERE entry_id = OLD.id) THEN
            RETURN OLD;
        END IF;
    END IF;
    RAISE EXCEPTION 'audit records are never changed or removed' USING ERRCODE = 'insufficient_privilege';
END $$;
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
CREATE OR REPLACE FUNCTION audit_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'audit records are never changed or removed' USING ERRCODE = 'insufficient_privilege';
END $$;
DROP TRIGGER audit_await_seal ON audit_auditrecord;
DROP FUNCTION audit_await_seal();
"""


class Migration(migrations.Migration):
    dependencies = [("audit", "0004_origin_and_queue")]
    operations = [
        migrations.RunSQL(FORWARD, BACKWARD),
        SealerRights("audit_auditrecord", "SELECT"),
        SealerRights("audit_unsealed", "SELECT, DELETE", app="SELECT, INSERT"),
    ]
