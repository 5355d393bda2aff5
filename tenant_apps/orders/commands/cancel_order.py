"""Cancel an order before its goods leave: stock is free again, deal and order end as cancelled."""

from uuid import UUID

import msgspec

from shared_apps.commands import Context, command
from tenant_apps.inventory.commands import release_holds
from tenant_apps.orders import errors
from tenant_apps.orders.acceptance.statements import HOLD_DEAL
from tenant_apps.orders.commands.accept_deal import ORDER
from tenant_apps.orders.commands.advance_order import advance_order
from tenant_apps.orders.commands.answer_amendment import end_with_order
from tenant_apps.orders.commands.join_orders import leave_delivery
from tenant_apps.orders.commands.parts import drop_parts
from tenant_apps.orders.events import OrderCancelled
from tenant_apps.orders.models import Order
from tenant_apps.spending.commands import release
from tenant_apps.trading.kernel.commands import cancel_deal


class CancelOrder(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    order_id: UUID
    reason: str = ""


class CancelledOrder(msgspec.Struct, frozen=True, kw_only=True):
    order_id: UUID
    number: str


@command("orders.cancel_order", input=CancelOrder)
def cancel_order(ctx: Context, data: CancelOrder) -> CancelledOrder:
    """Cancel an order of one's own company, as buyer or seller, while nothing of it has left.

    Locks the order, then stock levels, then the deal.
    """
    order = (
        Order.objects.visible_to(ctx.actor, ctx.permission).filter(pk=data.order_id).only("number", "deal_id").first()
    )
    if order is None:
        raise errors.order_unknown("order_id")
    advance_order(ctx, order.pk, "cancelled")
    release(ctx, ORDER, order.pk)
    release_holds(ctx, HOLD_DEAL, order.deal_id)
    drop_parts(ctx, order.pk)
    leave_delivery(ctx, order.pk)
    cancel_deal(ctx, order.deal_id)
    end_with_order(ctx, Order.objects.get(pk=order.pk))
    ctx.emit(OrderCancelled(order_id=order.pk, deal_id=order.deal_id, number=order.number))
    ctx.audit(target="orders.order", target_id=order.pk, facts={"number": order.number, "reason": data.reason[:200]})
    return CancelledOrder(order_id=order.pk, number=order.number)
