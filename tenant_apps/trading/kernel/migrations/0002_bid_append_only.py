"""The database refuses to change or remove a bid, whoever asks."""

from django.db import migrations

FORWARD = """
CREATE FUNCTION trading_bid_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'bids are never changed or removed' USING ERRCODE = 'insufficient_privilege';
END $$;
CREATE TRIGGER trading_bid_append_only BEFORE UPDATE OR DELETE ON trading_bid
    FOR EACH ROW EXECUTE FUNCTION trading_bid_append_only();
CREATE TRIGGER trading_bid_no_truncate BEFORE TRUNCATE ON trading_bid
    FOR EACH STATEMENT EXECUTE FUNCTION trading_bid_append_only();
"""
BACKWARD = """
DROP TRIGGER trading_bid_no_truncate ON trading_bid;
DROP TRIGGER trading_bid_append_only ON trading_bid;
DROP FUNCTION trading_bid_append_only();
"""


class Migration(migrations.Migration):
    dependencies = [("trading", "0001_initial")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
