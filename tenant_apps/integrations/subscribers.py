"""What integrations does when something happens below."""

from shared_apps.commands.context import Context
from shared_apps.outbox.subscriptions import subscribe
from tenant_apps.integrations.commands.deliveries import OweDeliveries, owe_deliveries
from tenant_apps.integrations.commands.stale_gate import asks_for_age, refuse_stale
from tenant_apps.inventory.commands import stand_before_holds
from tenant_apps.orders.events import OrderAccepted

stand_before_holds("integrations.stale_stock", refuse_stale, asks_for_age)


@subscribe("orders.order_accepted", name="integrations.owe_deliveries")
def on_order_accepted(ctx: Context, event: OrderAccepted) -> None:
    """Owe the order to the seller's systems that want orders."""
    ctx.call(owe_deliveries, OweDeliveries(order_id=event.order_id, seller_id=event.seller_id, number=event.number))
