"""Write the order of a deal that a trading mode formed; orders against price lists are written by the acceptance.

It takes the order's number, which locks the series until the commit: last thing in a handler.
"""

from uuid import UUID

from shared_apps.commands.context import Context
from tenant_apps.ledger.commands import commit_order
from tenant_apps.orders.events import OrderAccepted
from tenant_apps.orders.models import Order, OrderLine
from tenant_apps.rulesets.commands import take_number
from tenant_apps.trading.kernel.types import DealFacts


def write_order(ctx: Context, deal: DealFacts, order_id: UUID) -> Order:
    """Insert the order with the deal's lines and amounts, and owe `orders.order_accepted`."""
    order = Order(
        id=order_id,
        number=take_number("O", ctx.now),
        deal_id=deal.id,
        buyer_id=deal.buyer_id,
        seller_id=deal.seller_id,
        currency=deal.currency,
        net_minor=deal.net_minor,
        tax_minor=deal.tax_minor,
        total_minor=deal.total_minor,
        state="accepted",
        ordered_at=deal.formed_at,
        accepted_at=ctx.now,
    )
    order.save(force_insert=True)
    OrderLine.objects.bulk_create(
        OrderLine(
            order_id=order.pk,
            line_no=line.line_no,
            item_id=line.item_id,
            warehouse_id=line.warehouse_id,
            description=line.description,
            quantity=line.quantity,
            unit=line.unit,
            unit_price=line.unit_price,
            tax_rate=line.tax_rate,
            net_minor=line.net_minor,
            tax_minor=line.tax_minor,
        )
        for line in deal.lines
    )
    commit_order(ctx, order.pk, order.number, deal.buyer_id, deal.seller_id, deal.currency, deal.total_minor)
    ctx.emit(
        OrderAccepted(
            order_id=order.pk,
            deal_id=deal.id,
            number=order.number,
            buyer_id=deal.buyer_id,
            seller_id=deal.seller_id,
        )
    )
    return order
