"""Credit of orders that are paid, or whose goods were not all accepted, is given back for the time before this release.

The same sum as `queries/owed.py`: what invoices leave open, and what is not invoiced yet.
"""

from django.db import migrations

FORWARD = """
WITH owed AS (
    SELECT u.id, u.limit_id, u.returned_minor AS was,
        u.amount_minor - least(u.amount_minor, coalesce(i.left_minor, 0)
            + CASE WHEN o.state IN ('invoiced', 'settled', 'cancelled') THEN 0
                   ELSE greatest(0, o.total_minor - coalesce(i.total_minor, 0)) END) AS returned
    FROM spending_spendinguse u
    JOIN spending_spendinglimit l ON l.id = u.limit_id AND l.kind = 'credit'
    JOIN orders_order o ON o.id = u.source_id
    LEFT JOIN LATERAL (
        SELECT sum(total_minor) AS total_minor, sum(total_minor - paid_minor) AS left_minor
        FROM invoicing_invoice WHERE order_id = o.id AND kind = 'invoice'
    ) i ON true
    WHERE u.source = 'orders.order' AND u.state = 'used'
), given AS (
    UPDATE spending_spendinguse u SET returned_minor = owed.returned
    FROM owed WHERE owed.id = u.id AND owed.returned <> owed.was
    RETURNING u.limit_id, owed.returned - owed.was AS more
)
UPDATE spending_spendinglimit l SET used_minor = l.used_minor - s.more
FROM (SELECT limit_id, sum(more) AS more FROM given GROUP BY limit_id) AS s WHERE s.limit_id = l.id;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("invoicing", "0004_exceptions_due"),
        ("spending", "0003_series_and_proposals"),
        ("orders", "0008_approvals_drafts"),
    ]
    operations = [migrations.RunSQL(FORWARD, migrations.RunSQL.noop)]
