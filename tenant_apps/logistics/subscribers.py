"""What logistics does when something happens below."""

from shared_apps.commands.context import Context
from shared_apps.foundation.refusals import Conflict
from shared_apps.outbox.subscriptions import subscribe
from tenant_apps.logistics.commands import (
    CancelShipment,
    ConfirmReceipt,
    PlanShipment,
    Ship,
    cancel_shipment,
    confirm_receipt,
    plan_shipment,
    ship,
)
from tenant_apps.logistics.events import ShipmentShipped
from tenant_apps.orders.events import OrderAccepted, OrderCancelled
from tenant_apps.rulesets.queries import effective


@subscribe("orders.order_accepted", name="logistics.plan_shipment")
def on_order_accepted(ctx: Context, event: OrderAccepted) -> None:
    """Plan the shipment; where shipping is automatic, send it in the same breath."""
    try:
        planned = ctx.call(plan_shipment, PlanShipment(order_id=event.order_id))
    except Conflict:
        return  # cancelled meanwhile, or planned by hand before us; it refuses before it writes
    if effective("fulfilment.shipping").value == "automatic":
        ctx.call(ship, Ship(shipment_id=planned.shipment_id))


@subscribe("logistics.shipment_shipped", name="logistics.confirm_receipt")
def on_shipment_shipped(ctx: Context, event: ShipmentShipped) -> None:
    """Where receipt is automatic, what was sent counts as accepted."""
    if effective("fulfilment.receipt").value == "automatic":
        ctx.call(confirm_receipt, ConfirmReceipt(shipment_id=event.shipment_id))


@subscribe("orders.order_cancelled", name="logistics.cancel_shipment")
def on_order_cancelled(ctx: Context, event: OrderCancelled) -> None:
    ctx.call(cancel_shipment, CancelShipment(order_id=event.order_id))
