"""What is ordered and not billed yet, in the books of both sides: booked with the order, reversed when it is billed.

The buyer's `ordered` less the seller's `backlog` is zero at any moment, and each is the sum of the open orders.
"""

from datetime import date
from uuid import UUID

from shared_apps.commands.context import Context
from shared_apps.lane.sets import SetWrite
from tenant_apps.ledger.commands.post_entry import post_entry
from tenant_apps.ledger.types import LegIn

COMMITTED = "orders.order"
FULFILLED = "orders.order_billed"
CHANGED = "orders.order_amended"


def commit_order(
    ctx: Context, order_id: UUID, number: str, buyer_id: UUID, seller_id: UUID, currency: str, total_minor: int
) -> None:
    """Book an order that both are bound to now."""
    _post(ctx, COMMITTED, order_id, f"Order {number}", ctx.now.date(), buyer_id, seller_id, currency, total_minor)


def change_commitment(
    ctx: Context, amendment_id: UUID, number: str, buyer_id: UUID, seller_id: UUID, currency: str, by_minor: int
) -> None:
    """Book what a changed order is more or less than before. Once per change."""
    _post(ctx, CHANGED, amendment_id, f"Order {number}", ctx.now.date(), buyer_id, seller_id, currency, by_minor)


def fulfil_order(
    ctx: Context, order_id: UUID, number: str, buyer_id: UUID, seller_id: UUID, currency: str, total_minor: int
) -> None:
    """Reverse it: the order is billed or cancelled. Once per order."""
    _post(ctx, FULFILLED, order_id, f"Order {number}", ctx.now.date(), buyer_id, seller_id, currency, -total_minor)


def _post(
    ctx: Context,
    source: str,
    order_id: UUID,
    text: str,
    day: date,
    buyer_id: UUID,
    seller_id: UUID,
    currency: str,
    amount: int,
) -> None:
    if amount:
        legs = [LegIn(buyer_id, "ordered", amount), LegIn(seller_id, "backlog", -amount)]
        post_entry(ctx, source, order_id, currency, text, day, legs)


# The same for many orders in one statement. Accounts are those of ACCOUNTS_SQL: companies, kinds and currencies.
ACCOUNTS_SQL = """
SELECT a.id, a.company_id, a.kind, a.currency
FROM unnest(%s::uuid[], %s::text[], %s::text[]) AS asked(company_id, kind, currency) CROSS JOIN LATERAL (
    SELECT * FROM ledger_account r
    WHERE r.company_id = asked.company_id AND r.kind = asked.kind AND r.currency = asked.currency OFFSET 0) AS a
"""
OPEN_ACCOUNTS_SQL = """
INSERT INTO ledger_account (id, company_id, kind, currency)
SELECT uuidv7(), asked.company_id, asked.kind, asked.currency
FROM unnest(%s::uuid[], %s::text[], %s::text[]) AS asked(company_id, kind, currency)
ORDER BY asked.company_id, asked.kind, asked.currency ON CONFLICT DO NOTHING
"""
ENTRIES = SetWrite(
    "entries",
    "entry_id order_id currency at",
    f"""
    INSERT INTO ledger_entry (id, source, source_id, currency, description, effective_date, posted_at)
    SELECT n.entry_id, '{COMMITTED}', n.order_id, n.currency, 'Order ' || {{number}},
           (%(now)s::timestamptz AT TIME ZONE 'UTC')::date, %(now)s::timestamptz
    FROM {{rows}}
    """,
)
LEGS = SetWrite(
    "legs",
    "entry_id buyer_account seller_account amount",
    """
    INSERT INTO ledger_leg (entry_id, account_id, amount_minor)
    SELECT n.entry_id, CASE s.side WHEN 1 THEN n.buyer_account ELSE n.seller_account END, n.amount * s.side
    FROM {rows} CROSS JOIN (VALUES (1), (-1)) AS s(side)
    """,
)
