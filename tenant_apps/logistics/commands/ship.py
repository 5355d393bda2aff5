"""Send a planned shipment: the goods leave the warehouse and the stock held for the deal is gone."""

from uuid import UUID

import msgspec

from shared_apps.commands import Context, command
from shared_apps.outbox import jobs
from tenant_apps.inventory.commands import issue_holds
from tenant_apps.logistics import errors
from tenant_apps.logistics.commands.plan_shipment import ShipmentAnswer
from tenant_apps.logistics.events import ShipmentShipped
from tenant_apps.logistics.models import Shipment
from tenant_apps.orders.commands import mark_shipped
from tenant_apps.rulesets.queries import effective

HOLD_DEAL = "trading.deal"
NOTE_JOB = "logistics.render_delivery_note"


class Ship(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    shipment_id: UUID
    carrier: str = ""
    tracking: str = ""


@command("logistics.ship", input=Ship)
def ship(ctx: Context, data: Ship) -> ShipmentAnswer:
    """Send a planned shipment as its seller.

    Locks the shipment, then the order, then stock levels. Refuses what is not planned (any more).
    """
    shipment = (
        Shipment.objects.select_for_update(of=("self",)).select_related("order").filter(pk=data.shipment_id).first()
    )
    if shipment is None or ctx.actor.company_id not in (None, shipment.seller_id):
        raise errors.shipment_unknown()
    if shipment.state != "planned":
        raise errors.wrong_state(shipment.number, shipment.state)
    mark_shipped(ctx, shipment.order_id)
    issue_holds(ctx, HOLD_DEAL, shipment.order.deal_id)
    shipment.state, shipment.shipped_at = "shipped", ctx.now
    shipment.carrier, shipment.tracking = data.carrier[:80], data.tracking[:80]
    shipment.save(update_fields=["state", "shipped_at", "carrier", "tracking"])
    if effective("fulfilment.papers").value == "at_once":
        jobs.enqueue(NOTE_JOB, f"Delivery note {shipment.number}", {"shipment_id": str(shipment.pk)}, at=ctx.now)
    ctx.emit(ShipmentShipped(shipment_id=shipment.pk, order_id=shipment.order_id, number=shipment.number))
    ctx.audit(
        target="logistics.shipment",
        target_id=shipment.pk,
        facts={"number": shipment.number, "carrier": shipment.carrier, "tracking": shipment.tracking},
    )
    return ShipmentAnswer(shipment_id=shipment.pk, number=shipment.number, state="shipped")
