"""What payment terms do when something happens to an order."""

from uuid import UUID

from shared_apps.commands.context import Context
from shared_apps.outbox.subscriptions import subscribe
from tenant_apps.logistics.events import ShipmentReceived, ShipmentShipped
from tenant_apps.orders.commands import TermsDesk, keep_terms_desk
from tenant_apps.orders.events import OrderAccepted, OrderAmended, OrderCancelled
from tenant_apps.terms.commands import (
    MakePlan,
    ReachMilestone,
    cancel_plan,
    follow_order,
    make_plan,
    reach_milestone,
)
from tenant_apps.terms.commands.offered import offered, refuse, sellers
from tenant_apps.terms.queries import has_terms, plan_of

keep_terms_desk(TermsDesk(offered, refuse, sellers))


@subscribe("orders.order_accepted", name="terms.make_plan")
def on_order_accepted(ctx: Context, event: OrderAccepted) -> None:
    if has_terms(event.seller_id):
        ctx.call(make_plan, MakePlan(order_id=event.order_id))


@subscribe("orders.order_amended", name="terms.follow_order")
def on_order_amended(ctx: Context, event: OrderAmended) -> None:
    """The instalments are of what the order is now."""
    if plan_of(event.order_id) is not None:
        ctx.call(follow_order, MakePlan(order_id=event.order_id))


@subscribe("orders.order_cancelled", name="terms.cancel_plan")
def on_order_cancelled(ctx: Context, event: OrderCancelled) -> None:
    if plan_of(event.order_id) is not None:
        ctx.call(cancel_plan, MakePlan(order_id=event.order_id))


@subscribe("logistics.shipment_shipped", name="terms.reach_shipped")
def on_shipment_shipped(ctx: Context, event: ShipmentShipped) -> None:
    _reach(ctx, event.order_id, "shipped")


@subscribe("logistics.shipment_received", name="terms.reach_received")
def on_shipment_received(ctx: Context, event: ShipmentReceived) -> None:
    _reach(ctx, event.order_id, "received")


def _reach(ctx: Context, order_id: UUID, milestone: str) -> None:
    if plan_of(order_id) is not None:
        ctx.call(reach_milestone, ReachMilestone(order_id=order_id, milestone=milestone))
