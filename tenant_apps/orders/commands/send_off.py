"""Divide what a shipment was planned for into what leaves now and what stays: a function for commands of logistics."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from shared_apps.commands.context import Context
from shared_apps.foundation.faults import faultpoint
from tenant_apps.inventory.commands import release_holds
from tenant_apps.orders import errors
from tenant_apps.orders.acceptance.statements import HOLD_DEAL
from tenant_apps.orders.commands.parts import HOLD_PART, NewPart, live_parts, write_parts
from tenant_apps.orders.events import OrderDivided
from tenant_apps.orders.models import JointDeliveryOrder, Order, OrderLine, OrderPart, OrderPartLine


@dataclass(frozen=True, slots=True)
class Share:
    """A line of the order, or what a part has of it: `pk` is the order line's."""

    pk: UUID
    line_no: int
    item_id: UUID
    warehouse_id: UUID | None
    quantity: Decimal
    net_minor: int
    tax_minor: int


def send_off(ctx: Context, order_id: UUID, part_id: UUID | None, leaving: Mapping[UUID, Decimal]) -> tuple[UUID, UUID]:
    """Make two parts of an order, or of one of its parts: what leaves by line id, and the rest. Returns their ids.

    Amounts are divided to the last minor unit, and the stock of both is held where it was. Locks the order, then stock
    levels. Refuses what is not there to leave and an order that leaves together with others.
    """
    order = Order.objects.select_for_update().filter(pk=order_id).first()
    if order is None:
        raise errors.order_unknown()
    if JointDeliveryOrder.objects.filter(order_id=order_id, left_at__isnull=True).exists():
        raise errors.in_delivery(order.number)
    whole = _of_order(order) if part_id is None else _of_part(order, part_id)
    now = {share.line_no: leaving[share.pk] for share in whole if leaving.get(share.pk)}
    rest = {share.line_no: share.quantity - now.get(share.line_no, Decimal(0)) for share in whole}
    rest = {line_no: quantity for line_no, quantity in rest.items() if quantity}
    old = OrderPart.objects.get(pk=part_id) if part_id is not None else None
    if old is not None:
        OrderPart.objects.filter(pk=old.pk).update(state="cancelled")
        release_holds(ctx, HOLD_PART, old.pk)
    else:
        release_holds(ctx, HOLD_DEAL, order.deal_id)
    faultpoint("orders.after_release_for_sending")
    new = [_like(old, now, "sent"), _like(old, rest, "stayed")]
    leaves, stays = write_parts(ctx, order, whole, new, old.split_id if old is not None else None)
    live = live_parts(order_id).count()
    ctx.emit(OrderDivided(order_id=order_id, number=order.number, parts=live))
    faultpoint("orders.after_sending_off")
    return leaves.pk, stays.pk


def _of_order(order: Order) -> list[Share]:
    if order.state != "accepted":
        raise errors.wrong_state(order.number, order.state)
    if live_parts(order.pk).exists():
        raise errors.divided(order.number)
    return [
        Share(row.pk, row.line_no, row.item_id, row.warehouse_id, row.quantity, row.net_minor, row.tax_minor)
        for row in OrderLine.objects.filter(order_id=order.pk).order_by("line_no")
    ]


def _of_part(order: Order, part_id: UUID) -> list[Share]:
    part = live_parts(order.pk).filter(pk=part_id).first()
    if part is None or part.state != "accepted":
        raise errors.wrong_state(order.number, part.state if part is not None else "cancelled")
    rows = OrderPartLine.objects.filter(part_id=part_id).select_related("order_line").order_by("order_line__line_no")
    return [
        Share(
            row.order_line_id, row.order_line.line_no, row.order_line.item_id,
            part.warehouse_id or row.order_line.warehouse_id, row.quantity, row.net_minor, row.tax_minor,
        )
        for row in rows
    ]  # fmt: skip


def _like(old: OrderPart | None, quantities: Mapping[int, Decimal], reason: str) -> NewPart:
    """A part of these quantities; where it leaves from, and when, stays as it was."""
    reasons = [{"code": reason}]
    if old is None:
        return NewPart(quantities=quantities, reasons=reasons)
    return NewPart(
        quantities=quantities, warehouse_id=old.warehouse_id, leaves_on=old.leaves_on, hazard=old.hazard,
        reasons=reasons,
    )  # fmt: skip
