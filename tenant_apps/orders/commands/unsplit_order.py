"""Join the parts of a divided order again, while none of them has left."""

from uuid import UUID

import msgspec

from shared_apps.commands import Context, command
from tenant_apps.inventory.commands import HoldLine, hold_stock
from tenant_apps.orders import errors
from tenant_apps.orders.commands.parts import drop_parts, live_parts, lock_order
from tenant_apps.orders.events import OrderJoined
from tenant_apps.orders.models import OrderLine, OrderSplit
from tenant_apps.orders.queries.splitting import HOLD_DEAL


class UnsplitOrder(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    order_id: UUID


class UnsplitAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """`parts` is how many there were."""

    order_id: UUID
    number: str
    parts: int


@command("orders.unsplit_order", input=UnsplitOrder)
def unsplit_order(ctx: Context, data: UnsplitOrder) -> UnsplitAnswer:
    """Undo a division, as the seller: the order is one again and its stock is held where it was ordered from.

    Locks the order, then stock levels. Refuses when a part has left or waits, and when one warehouse no longer has a
    line whole.
    """
    order = lock_order(ctx, data.order_id)
    states = set(live_parts(order.pk).values_list("state", flat=True))
    if not states:
        raise errors.not_divided(order.number)
    if states != {"accepted"}:
        raise errors.wrong_state(order.number, order.state)
    count = drop_parts(ctx, order.pk)
    OrderSplit.objects.filter(order_id=order.pk, undone_at__isnull=True).update(undone_at=ctx.now)
    lines = OrderLine.objects.filter(order_id=order.pk).order_by("line_no")
    wanted = [HoldLine(item_id=row.item_id, quantity=row.quantity, warehouse_id=row.warehouse_id) for row in lines]
    hold_stock(ctx, wanted, HOLD_DEAL, order.deal_id)
    ctx.emit(OrderJoined(order_id=order.pk, number=order.number))
    ctx.audit(target="orders.order", target_id=order.pk, facts={"number": order.number, "parts": count})
    return UnsplitAnswer(order_id=order.pk, number=order.number, parts=count)
