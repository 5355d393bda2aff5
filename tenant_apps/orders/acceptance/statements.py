"""The statements of a batch of orders: what it reads, what it locks, and all that it writes in one."""

from shared_apps.lane.prepared import Prepared
from shared_apps.lane.rows import ANSWERS, AUDITS, KNOWN_ANSWERS, OWED
from shared_apps.lane.sets import Rows, SetWrite, together
from tenant_apps.approvals.queries import POLICIES_SQL
from tenant_apps.catalogue.queries import ITEMS_SQL, SHELVES_SQL
from tenant_apps.identity.queries import KEYS_SQL, USED_SQL
from tenant_apps.inventory.commands import HOLDS, LOCK_SQL, RESERVED
from tenant_apps.inventory.queries import LEVELS_SQL, LOCKED_SQL
from tenant_apps.ledger.commands import ACCOUNTS_SQL, ENTRIES, LEGS, OPEN_ACCOUNTS_SQL
from tenant_apps.orders.acceptance.wishes import DEAL_MARK, ORDER_MARK
from tenant_apps.parties.queries import FACTS_SQL, PAPERS_SQL
from tenant_apps.pricing.queries import OWN_LISTS_SQL, TIERS_SQL
from tenant_apps.rulesets.commands import number_of, numbers_part
from tenant_apps.spending.commands import TAKEN, USES
from tenant_apps.spending.queries import LIMITS_SQL
from tenant_apps.trading.kernel.commands import DEAL_LINES, DEALS

ROUTE = "orders.place_order"
ORDER = "orders.order"
HOLD_DEAL = "trading.deal"

# References of buyers at sellers that were used before: buyers, sellers, references.
REFERENCES_SQL = """
SELECT asked.buyer_id, asked.seller_id, asked.reference, o.number
FROM unnest(%s::uuid[], %s::uuid[], %s::text[]) AS asked(buyer_id, seller_id, reference) CROSS JOIN LATERAL (
    SELECT r.number FROM orders_order r
    WHERE r.buyer_id = asked.buyer_id AND r.seller_id = asked.seller_id AND r.client_reference = asked.reference
    OFFSET 0) AS o
"""

# Buyers that pay these sellers before they get anything: buyers, sellers.
PREPAID_SQL = """
SELECT buyer_id, seller_id FROM orders_prepaidbuyer WHERE buyer_id = ANY(%s::uuid[]) AND seller_id = ANY(%s::uuid[])
"""


def _rows(*queries: str) -> str:
    """Each query as one column: a list of objects."""
    return ", ".join(f"(SELECT json_agg(q)::text FROM ({query}) AS q)" for query in queries)


# Limits are locked before anything else is.
LIMITS = Prepared("orders_limits", f"SELECT {_rows(LIMITS_SQL)}")
FACTS = Prepared(
    "orders_facts",
    f"""SELECT clock_timestamp(),
{_rows(KEYS_SQL, KNOWN_ANSWERS, FACTS_SQL, REFERENCES_SQL, SHELVES_SQL, PREPAID_SQL, POLICIES_SQL)}""",
)
ITEMS = Prepared("orders_items", f"SELECT {_rows(ITEMS_SQL, OWN_LISTS_SQL)}")
GOODS = Prepared("orders_goods", f"SELECT {_rows(TIERS_SQL, LEVELS_SQL)}")
# Asked where goods of the batch need papers, and nowhere else.
PAPERS = Prepared("orders_papers", f"SELECT {_rows(PAPERS_SQL)}")
ACCOUNTS = Prepared("orders_accounts", f"SELECT {_rows(ACCOUNTS_SQL)}")
OPEN_ACCOUNTS = Prepared("orders_open_accounts", OPEN_ACCOUNTS_SQL)
LOCK = Prepared("orders_lock", LOCK_SQL)
LOCKED = Prepared("orders_locked", f"SELECT {_rows(LOCKED_SQL)}")
USED = Prepared("orders_used", USED_SQL)

# -- rows: each set feeds several tables -------------------------------------------------------------------------------

ORDER_ROWS = Rows(
    "o",
    (
        "order_id uuid", "deal_id uuid", "buyer_id uuid", "seller_id uuid", "client_reference text", "currency text",
        "net bigint", "tax bigint", "title text", "ordered_at timestamptz", "note text", "cost_centre text",
        "placed_by text", "at int",
    ),
)  # fmt: skip
LINE_ROWS = Rows(
    "l",
    (
        "order_id uuid", "deal_id uuid", "line_no int", "item_id uuid", "warehouse_id uuid", "description text",
        "quantity numeric", "unit text", "unit_price numeric", "tax_rate numeric", "net bigint", "tax bigint",
    ),
)  # fmt: skip
HOLD_ROWS = Rows("h", ("item_id uuid", "warehouse_id uuid", "quantity numeric", "source_id uuid"))
LEVEL_ROWS = Rows("v", ("id uuid", "quantity numeric"))
BOOK_ROWS = Rows(
    "b",
    (
        "entry_id uuid", "order_id uuid", "currency text", "buyer_account uuid", "seller_account uuid", "amount bigint",
        "at int",
    ),
)  # fmt: skip
SPEND_ROWS = Rows("s", ("id uuid", "amount bigint"))
USE_ROWS = Rows("u", ("limit_id uuid", "source_id uuid", "amount bigint"))
OWED_ROWS = Rows("w", ("name text", "version smallint", "aggregate text", "payload text", "at int"))
AUDIT_ROWS = Rows(
    "a",
    (
        "actor_kind text", "actor_id text", "company_id uuid", "order_id uuid", "facts text", "request_id text",
        "on_behalf_of text", "session text", "strength text", "address text", "agent text", "policy text", "at int",
    ),
)  # fmt: skip
ANSWER_ROWS = Rows("k", ("principal text", "key text", "body_hash text", "answer text", "at int"))

ORDERS = SetWrite(
    "orders",
    "order_id deal_id buyer_id seller_id client_reference currency net tax ordered_at note cost_centre placed_by at",
    """
    INSERT INTO orders_order (id, number, deal_id, buyer_id, seller_id, client_reference, currency, net_minor,
                              tax_minor, total_minor, state, ordered_at, accepted_at, note, cost_centre, placed_by)
    SELECT n.order_id, {number}, n.deal_id, n.buyer_id, n.seller_id, n.client_reference, n.currency, n.net, n.tax,
           n.net + n.tax, 'accepted', n.ordered_at, %(now)s::timestamptz, n.note, n.cost_centre,
           n.placed_by
    FROM {rows}
    """,
)
LINES = SetWrite(
    "lines",
    "order_id line_no item_id warehouse_id description quantity unit unit_price tax_rate net tax",
    """
    INSERT INTO orders_orderline (id, order_id, line_no, item_id, warehouse_id, description, quantity, unit, unit_price,
                                  tax_rate, net_minor, tax_minor, shipped, returned)
    SELECT uuidv7(), n.order_id, n.line_no, n.item_id, n.warehouse_id, n.description, n.quantity, n.unit, n.unit_price,
           n.tax_rate, n.net, n.tax, 0, 0
    FROM {rows}
    """,
)
_O, _D = number_of("O", "n.at"), number_of("D", "n.at")


def _numbered(column: str) -> str:
    return f"replace(replace({column}, '{ORDER_MARK}', {_O}), '{DEAL_MARK}', {_D})"


WRITE = Prepared(
    "orders_write",
    together(
        [
            numbers_part("D", "O"),
            TAKEN.over(SPEND_ROWS),
            USES.over(USE_ROWS, source=ORDER),
            RESERVED.over(LEVEL_ROWS),
            HOLDS.over(HOLD_ROWS, source=HOLD_DEAL),
            DEALS.over(ORDER_ROWS, number=_D, origin="order", formed_by="order against a price list"),
            DEAL_LINES.over(LINE_ROWS),
            ORDERS.over(ORDER_ROWS, number=_O),
            LINES.over(LINE_ROWS),
            ENTRIES.over(BOOK_ROWS, number=_O),
            LEGS.over(BOOK_ROWS),
            OWED.over(OWED_ROWS, payload=_numbered("n.payload")),
            AUDITS.over(AUDIT_ROWS, action=ROUTE, target=ORDER, target_id="n.order_id", facts=_numbered("n.facts")),
            ANSWERS.over(ANSWER_ROWS, route=ROUTE, answer=_numbered("n.answer")),
        ],
        "SELECT max(last_value) FILTER (WHERE code = 'D'), max(last_value) FILTER (WHERE code = 'O') FROM series",
    ),
)
ALL = (LIMITS, FACTS, ITEMS, GOODS, PAPERS, ACCOUNTS, OPEN_ACCOUNTS, LOCK, LOCKED, USED, WRITE)
