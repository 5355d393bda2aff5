"""An issued invoice keeps its amounts, parties and lines: only what is paid of it, and its file, may still change."""

from django.db import migrations

FORWARD = """
CREATE FUNCTION invoicing_issued_is_final() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND TG_TABLE_NAME = 'invoicing_invoice' THEN
        IF (to_jsonb(NEW) - 'paid_minor' - 'document_id') = (to_jsonb(OLD) - 'paid_minor' - 'document_id') THEN
            RETURN NEW;
        END IF;
    END IF;
    RAISE EXCEPTION 'an issued invoice is never changed or removed' USING ERRCODE = 'insufficient_privilege';
END $$;
CREATE TRIGGER invoicing_invoice_is_final BEFORE UPDATE OR DELETE ON invoicing_invoice
    FOR EACH ROW EXECUTE FUNCTION invoicing_issued_is_final();
CREATE TRIGGER invoicing_line_is_final BEFORE UPDATE OR DELETE ON invoicing_invoiceline
    FOR EACH ROW EXECUTE FUNCTION invoicing_issued_is_final();
"""
BACKWARD = """
DROP TRIGGER invoicing_line_is_final ON invoicing_invoiceline;
DROP TRIGGER invoicing_invoice_is_final ON invoicing_invoice;
DROP FUNCTION invoicing_issued_is_final();
"""


class Migration(migrations.Migration):
    dependencies = [("invoicing", "0001_initial")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
