"""The same as `form_deal` for many deals of orders in one statement; a deal has the number `{number}`."""

from shared_apps.lane.sets import SetWrite

DEALS = SetWrite(
    "deals",
    "deal_id buyer_id seller_id title currency net tax at",
    """
    INSERT INTO trading_deal (id, number, origin, buyer_id, seller_id, title, currency, net_minor, tax_minor,
                              total_minor, formed_by, formed_at)
    SELECT n.deal_id, {number}, '{origin}', n.buyer_id, n.seller_id, n.title, n.currency, n.net, n.tax, n.net + n.tax,
           '{formed_by}', %(now)s::timestamptz
    FROM {rows}
    """,
)
DEAL_LINES = SetWrite(
    "deal_lines",
    "deal_id line_no item_id warehouse_id description quantity unit unit_price tax_rate net tax",
    """
    INSERT INTO trading_dealline (id, deal_id, line_no, item_id, warehouse_id, description, quantity, unit, unit_price,
                                  tax_rate, net_minor, tax_minor)
    SELECT uuidv7(), n.deal_id, n.line_no, n.item_id, n.warehouse_id, n.description, n.quantity, n.unit, n.unit_price,
           n.tax_rate, n.net, n.tax
    FROM {rows}
    """,
)
