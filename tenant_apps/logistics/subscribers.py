"""What logistics does when something happens below."""

from uuid import UUID

from shared_apps.commands.context import Context
from shared_apps.foundation.refusals import Conflict
from shared_apps.outbox.subscriptions import subscribe
from tenant_apps.inventory.events import StockAdjusted
from tenant_apps.logistics.commands import (
    CancelShipment,
    ConfirmReceipt,
    DropPlans,
    PlanShipment,
    ShipByItself,
    cancel_shipment,
    confirm_receipt,
    drop_plans,
    plan_shipment,
    ship_by_itself,
)
from tenant_apps.logistics.commands.take_back import forget, take_back
from tenant_apps.logistics.events import ShipmentShipped
from tenant_apps.logistics.queries.waiting import waiting_for_goods
from tenant_apps.orders.commands import Preparation, before_amendment
from tenant_apps.orders.events import OrderAccepted, OrderAmended, OrderCancelled, OrderDivided, OrderJoined
from tenant_apps.orders.queries import parts_of_order
from tenant_apps.rulesets.queries import effective

before_amendment("logistics.plans", Preparation(take_back, forget))


@subscribe("orders.order_amended", name="logistics.plan_amended")
def on_order_amended(ctx: Context, event: OrderAmended) -> None:
    """The plan was taken back with the change; there is a new one for what the order is now."""
    _plan(ctx, event.order_id)


@subscribe("orders.order_accepted", name="logistics.plan_shipment")
def on_order_accepted(ctx: Context, event: OrderAccepted) -> None:
    """Plan the shipment; where shipping is automatic, send it in the same breath."""
    _plan(ctx, event.order_id)


@subscribe("orders.order_divided", name="logistics.plan_parts")
def on_order_divided(ctx: Context, event: OrderDivided) -> None:
    """Plans follow the order: one shipment for each part."""
    _plan(ctx, event.order_id)


@subscribe("orders.order_joined", name="logistics.plan_whole")
def on_order_joined(ctx: Context, event: OrderJoined) -> None:
    """Plans follow the order: one shipment again."""
    _plan(ctx, event.order_id)


def _plan(ctx: Context, order_id: UUID) -> None:
    """Drop the plans that fit the order no more and plan what can leave. Again changes nothing."""
    parts = parts_of_order(order_id)
    wanted = [part.id for part in parts if part.state == "accepted"] if parts else [None]
    ctx.call(drop_plans, DropPlans(order_id=order_id, keep=[part for part in wanted if part is not None]))
    for part_id in wanted:
        try:
            planned = ctx.call(plan_shipment, PlanShipment(order_id=order_id, part_id=part_id))
        except Conflict:
            continue  # cancelled meanwhile, or planned before us; it refuses before it writes
        if effective("fulfilment.shipping").value == "automatic":
            ctx.call(ship_by_itself, ShipByItself(shipment_id=planned.shipment_id))


@subscribe("inventory.stock_adjusted", name="logistics.ship_waiting")
def on_stock_adjusted(ctx: Context, event: StockAdjusted) -> None:
    """Goods that came in let leave what waits for them, the oldest first."""
    if effective("fulfilment.shipping").value == "automatic":
        for shipment_id in waiting_for_goods(event.item_id):
            ctx.call(ship_by_itself, ShipByItself(shipment_id=shipment_id))


@subscribe("logistics.shipment_shipped", name="logistics.confirm_receipt")
def on_shipment_shipped(ctx: Context, event: ShipmentShipped) -> None:
    """Where receipt is automatic, what was sent counts as accepted."""
    if effective("fulfilment.receipt").value == "automatic":
        ctx.call(confirm_receipt, ConfirmReceipt(shipment_id=event.shipment_id))


@subscribe("orders.order_cancelled", name="logistics.cancel_shipment")
def on_order_cancelled(ctx: Context, event: OrderCancelled) -> None:
    ctx.call(cancel_shipment, CancelShipment(order_id=event.order_id))
