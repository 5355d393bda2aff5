"""The same as `form_deal` for many deals of orders in one statement; numbers are `{d_number}`, places `n.at`."""

from shared_apps.lane.sets import SetWrite

DEALS = SetWrite(
    "deals",
    (
        "id uuid", "origin text", "buyer_id uuid", "seller_id uuid", "title text", "currency text", "net bigint",
        "tax bigint", "formed_by text", "at int",
    ),
    """
    INSERT INTO trading_deal (id, number, origin, buyer_id, seller_id, title, currency, net_minor, tax_minor,
                              total_minor, formed_by, formed_at)
    SELECT n.id, {d_number}, n.origin, n.buyer_id, n.seller_id, n.title, n.currency, n.net, n.tax, n.net + n.tax,
           n.formed_by, %(now)s::timestamptz
    FROM {rows}
    """,
)  # fmt: skip
DEAL_LINES = SetWrite(
    "deal_lines",
    (
        "id uuid", "deal_id uuid", "line_no int", "item_id uuid", "warehouse_id uuid", "description text",
        "quantity numeric", "unit text", "unit_price numeric", "tax_rate numeric", "net bigint", "tax bigint",
    ),
    """
    INSERT INTO trading_dealline (id, deal_id, line_no, item_id, warehouse_id, description, quantity, unit, unit_price,
                                  tax_rate, net_minor, tax_minor)
    SELECT n.id, n.deal_id, n.line_no, n.item_id, n.warehouse_id, n.description, n.quantity, n.unit, n.unit_price,
           n.tax_rate, n.net, n.tax
    FROM {rows}
    """,
)  # fmt: skip
