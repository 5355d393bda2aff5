"""Make the order of a deal that a trading mode formed. Its stock is held for the deal already."""

from uuid import UUID

import msgspec

from shared_apps.commands import Context, command
from shared_apps.foundation.ids import uuid7
from tenant_apps.orders.commands.write_order import write_order
from tenant_apps.orders.models import Order
from tenant_apps.spending.commands import consume
from tenant_apps.spending.types import Spend
from tenant_apps.trading.kernel.queries import get_deal

ORDER = "orders.order"


class AcceptDeal(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    deal_id: UUID


class AcceptedDeal(msgspec.Struct, frozen=True, kw_only=True):
    order_id: UUID
    number: str


@command("orders.accept_deal", input=AcceptDeal, system_only=True)
def accept_deal(ctx: Context, data: AcceptDeal) -> AcceptedDeal:
    """Write the order of a deal; a deal has one order, so asking again answers with the one there is."""
    known = Order.objects.filter(deal_id=data.deal_id).only("number").first()
    if known is not None:
        return AcceptedDeal(order_id=known.pk, number=known.number)
    deal = get_deal(data.deal_id)
    order_id = uuid7()
    spend = Spend(
        company_id=deal.buyer_id, seller_id=deal.seller_id, principal="", code="",
        currency=deal.currency, total_minor=deal.total_minor,
    )  # fmt: skip
    consume(ctx, spend, ORDER, order_id, must_fit=False)
    order = write_order(ctx, deal, order_id)
    ctx.audit(target="orders.order", target_id=order.pk, facts={"number": order.number, "deal": deal.number})
    return AcceptedDeal(order_id=order.pk, number=order.number)
