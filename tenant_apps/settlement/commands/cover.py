"""Write allocations, and conclude the orders whose last invoice they pay.

The callers hold the locks on all open documents of the pair (taken in key order), so sums read here stay true.
"""

from collections.abc import Iterable, Sequence
from uuid import UUID

from shared_apps.commands.context import Context
from tenant_apps.invoicing.commands import follow_credit, lock_open, mark_paid
from tenant_apps.invoicing.queries import has_open
from tenant_apps.orders.commands import advance_order
from tenant_apps.orders.queries import get_order
from tenant_apps.settlement.decisions.allocate import OpenAmount, Share, net_credits
from tenant_apps.settlement.events import DealSettled
from tenant_apps.settlement.models import Allocation
from tenant_apps.settlement.queries.kept import kept_of_notes, refundable
from tenant_apps.terms.commands import note_paid
from tenant_apps.trading.kernel.commands import CloseDeal, close_deal


def lock_pair(
    ctx: Context, *, seller_id: UUID, buyer_id: UUID, currency: str
) -> tuple[list[OpenAmount], list[OpenAmount]]:
    """Lock what is open between two companies; return (invoices, credit notes).

    What of a credit note is to be paid back is left out. One whose buyer wants that pays invoices of its own order
    alone, until it is decided how much that is.
    """
    invoices: list[OpenAmount] = []
    credits: list[OpenAmount] = []
    rows = lock_open(ctx, seller_id=seller_id, buyer_id=buyer_id, currency=currency)
    notes = [row for row in rows if row.kind == "credit_note"]
    kept = kept_of_notes([row.id for row in notes]) if notes else {}
    for row in rows:
        left = row.open_minor - kept.get(row.id, (0, False))[0]
        # Decided once a refund names it, or where nothing was paid that could come back.
        undecided = row.pays_back and row.id not in kept and refundable(seller_id, buyer_id, currency) > 0
        kind = credits if row.kind == "credit_note" else invoices
        if left > 0:
            kind.append(OpenAmount(row.id, left, row.due_date, row.number, row.order_id, undecided))
    return invoices, credits


def use_credits(ctx: Context, invoices: list[OpenAmount], credits: Sequence[OpenAmount]) -> list[OpenAmount]:
    """Net open credit notes against open invoices; return the invoices with what is left open (zero ones too)."""
    shares = net_credits(credits, invoices)
    for share in shares:
        mark_paid(ctx, share.source_id, share.amount_minor)
    cover(ctx, invoices, shares, by_credit=True)
    used: dict[UUID, int] = {}
    for share in shares:
        used[share.invoice_id] = used.get(share.invoice_id, 0) + share.amount_minor
    return [row._replace(open_minor=row.open_minor - used.get(row.id, 0)) for row in invoices]


def cover(ctx: Context, invoices: Iterable[OpenAmount], shares: Sequence[Share], *, by_credit: bool) -> None:
    """Write the shares, add them to the invoices, and conclude the orders they finish."""
    if not shares:
        return
    Allocation.objects.bulk_create(
        Allocation(
            invoice_id=share.invoice_id,
            payment_id=None if by_credit else share.source_id,
            credit_note_id=share.source_id if by_credit else None,
            amount_minor=share.amount_minor,
            at=ctx.now,
        )
        for share in shares
    )
    known = {invoice.id: invoice for invoice in invoices}
    paid: dict[UUID, int] = {}
    for share in shares:
        paid[share.invoice_id] = paid.get(share.invoice_id, 0) + share.amount_minor
    for invoice_id in sorted(paid):
        mark_paid(ctx, invoice_id, paid[invoice_id])
    finished = {
        known[invoice_id].order_id for invoice_id, amount in paid.items() if amount == known[invoice_id].open_minor
    }
    for order_id in sorted(order for order in finished if order is not None):
        conclude(ctx, order_id)
    # Plans come after the orders' locks.
    for invoice_id in sorted(paid, key=lambda one: (str(known[one].order_id), one)):
        of_order = known[invoice_id].order_id
        if of_order is not None:
            note_paid(ctx, of_order, paid[invoice_id])
    touched = {known[invoice_id].order_id for invoice_id in paid}
    follow_credit(ctx, {order for order in touched if order is not None})


def conclude(ctx: Context, order_id: UUID) -> None:
    """Settle an order and close its deal, once nothing of it is open; does nothing before that."""
    order = get_order(order_id, lines=False)
    if order.state != "invoiced" or has_open(order_id):
        return
    advance_order(ctx, order_id, "settled")
    closed = ctx.call(close_deal, CloseDeal(deal_id=order.deal_id))
    ctx.emit(DealSettled(deal_id=order.deal_id, order_id=order_id, number=closed.number))
