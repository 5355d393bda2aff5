"""Drop the plan of a shipment whose order was cancelled. What has left is never cancelled."""

from uuid import UUID

import msgspec

from shared_apps.commands import Context, command
from tenant_apps.logistics.models import Shipment


class CancelShipment(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    order_id: UUID


class CancelledShipments(msgspec.Struct, frozen=True, kw_only=True):
    count: int


@command("logistics.cancel_shipment", input=CancelShipment, system_only=True)
def cancel_shipment(ctx: Context, data: CancelShipment) -> CancelledShipments:
    """Cancel the planned shipment of an order, if there is one."""
    count = Shipment.objects.filter(order_id=data.order_id, state="planned").update(state="cancelled")
    ctx.audit(target="orders.order", target_id=data.order_id, facts={"shipments": count})
    return CancelledShipments(count=count)
