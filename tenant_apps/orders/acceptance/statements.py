"""The statements of a batch of orders: what it reads, what it locks, and all that it writes in one."""

from shared_apps.lane.prepared import Prepared
from shared_apps.lane.rows import ANSWERS, AUDITS, KNOWN_ANSWERS, OWED
from shared_apps.lane.sets import SetWrite, together
from tenant_apps.approvals.queries import POLICIES_SQL
from tenant_apps.catalogue.queries import ITEMS_SQL, SHELVES_SQL
from tenant_apps.identity.queries import KEYS_SQL, USED_SQL
from tenant_apps.inventory.commands import HOLDS, LOCK_SQL, RESERVED
from tenant_apps.inventory.queries import LEVELS_SQL, LOCKED_SQL
from tenant_apps.ledger.commands import ACCOUNTS_SQL, ENTRIES, LEGS, OPEN_ACCOUNTS_SQL
from tenant_apps.parties.queries import FACTS_SQL
from tenant_apps.pricing.queries import OWN_LISTS_SQL, TIERS_SQL
from tenant_apps.rulesets.commands import number_of, numbers_part
from tenant_apps.spending.commands import TAKEN, USES
from tenant_apps.spending.queries import LIMITS_SQL
from tenant_apps.trading.kernel.commands import DEAL_LINES, DEALS

# References of buyers at sellers that were used before: buyers, sellers, references.
REFERENCES_SQL = """
SELECT asked.buyer_id, asked.seller_id, asked.reference, o.number
FROM unnest(%s::uuid[], %s::uuid[], %s::text[]) AS asked(buyer_id, seller_id, reference) CROSS JOIN LATERAL (
    SELECT r.number FROM orders_order r
    WHERE r.buyer_id = asked.buyer_id AND r.seller_id = asked.seller_id AND r.client_reference = asked.reference
    OFFSET 0) AS o
"""


def _rows(*queries: str) -> str:
    """Each query as one column: a list of objects."""
    return ", ".join(f"(SELECT json_agg(q)::text FROM ({query}) AS q)" for query in queries)


# Limits are locked before anything else is.
LIMITS = Prepared("orders_limits", f"SELECT {_rows(LIMITS_SQL)}")
FACTS = Prepared(
    "orders_facts",
    f"""SELECT clock_timestamp(),
{_rows(KEYS_SQL, KNOWN_ANSWERS, FACTS_SQL, REFERENCES_SQL, SHELVES_SQL, POLICIES_SQL)}""",
)
ITEMS = Prepared("orders_items", f"SELECT {_rows(ITEMS_SQL, OWN_LISTS_SQL)}")
GOODS = Prepared("orders_goods", f"SELECT {_rows(TIERS_SQL, LEVELS_SQL)}")
ACCOUNTS = Prepared("orders_accounts", f"SELECT {_rows(ACCOUNTS_SQL)}")
OPEN_ACCOUNTS = Prepared("orders_open_accounts", OPEN_ACCOUNTS_SQL)
LOCK = Prepared("orders_lock", LOCK_SQL)
LOCKED = Prepared("orders_locked", f"SELECT {_rows(LOCKED_SQL)}")
USED = Prepared("orders_used", USED_SQL)

ORDERS = SetWrite(
    "orders",
    (
        "id uuid", "deal_id uuid", "buyer_id uuid", "seller_id uuid", "client_reference text", "currency text",
        "net bigint", "tax bigint", "ordered_at timestamptz", "note text", "cost_centre text", "at int",
    ),
    """
    INSERT INTO orders_order (id, number, deal_id, buyer_id, seller_id, client_reference, currency, net_minor,
                              tax_minor, total_minor, state, ordered_at, accepted_at, note, cost_centre)
    SELECT n.id, {o_number}, n.deal_id, n.buyer_id, n.seller_id, n.client_reference, n.currency, n.net, n.tax,
           n.net + n.tax, 'accepted', n.ordered_at, %(now)s::timestamptz, n.note, n.cost_centre
    FROM {rows}
    """,
)  # fmt: skip
LINES = SetWrite(
    "lines",
    (
        "id uuid", "order_id uuid", "line_no int", "item_id uuid", "warehouse_id uuid", "description text",
        "quantity numeric", "unit text", "unit_price numeric", "tax_rate numeric", "net bigint", "tax bigint",
    ),
    """
    INSERT INTO orders_orderline (id, order_id, line_no, item_id, warehouse_id, description, quantity, unit, unit_price,
                                  tax_rate, net_minor, tax_minor, shipped, returned)
    SELECT n.id, n.order_id, n.line_no, n.item_id, n.warehouse_id, n.description, n.quantity, n.unit, n.unit_price,
           n.tax_rate, n.net, n.tax, 0, 0
    FROM {rows}
    """,
)  # fmt: skip
# Texts are made before the numbers are known: the marks stand for them. No text of a user's is among these.
ORDER_MARK, DEAL_MARK = "{O}", "{D}"
_O, _D = number_of("O", "n.at"), number_of("D", "n.at")


def _numbered(column: str) -> str:
    return f"replace(replace({column}, '{ORDER_MARK}', {_O}), '{DEAL_MARK}', {_D})"


PARTS = (
    TAKEN, USES, RESERVED, HOLDS, DEALS, DEAL_LINES, ORDERS, LINES, ENTRIES, LEGS, OWED, AUDITS, ANSWERS,
)  # fmt: skip
SAID = {
    "o_number": _O,
    "d_number": _D,
    "facts": _numbered("n.facts"),
    "payload": _numbered("n.payload"),
    "answer": _numbered("n.answer"),
}
WRITE = Prepared(
    "orders_write",
    together(
        [numbers_part("D", "O"), *PARTS],
        SAID,
        "SELECT max(last_value) FILTER (WHERE code = 'D'), max(last_value) FILTER (WHERE code = 'O') FROM series",
    ),
)
ALL = (LIMITS, FACTS, ITEMS, GOODS, ACCOUNTS, OPEN_ACCOUNTS, LOCK, LOCKED, USED, WRITE)
