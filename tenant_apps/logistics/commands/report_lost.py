"""Give up a shipment that will not arrive: nothing of it is accepted, nothing is invoiced, and no stock comes back."""

from uuid import UUID

import msgspec

from shared_apps.commands import Context, command
from tenant_apps.logistics import errors
from tenant_apps.logistics.bounds import refuse_beyond
from tenant_apps.logistics.commands.confirm_receipt import receive
from tenant_apps.logistics.commands.hold_shipment import checked_reason
from tenant_apps.logistics.commands.plan_shipment import ShipmentAnswer
from tenant_apps.logistics.models import Shipment, ShipmentLine


class ReportLost(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Both companies read `reason`, which stands on the goods receipt."""

    shipment_id: UUID
    reason: str


@command("logistics.report_lost", input=ReportLost, risk="high")
def report_lost(ctx: Context, data: ReportLost) -> ShipmentAnswer:
    """Report a shipment lost, as its buyer or its seller: it ends, the buyer owes nothing for it.

    Locks the shipment, then the order. Refuses what is not on its way.
    """
    reason = checked_reason(data.reason)
    shipment = Shipment.objects.visible_to(ctx.actor).select_for_update().filter(pk=data.shipment_id).first()
    if shipment is None:
        raise errors.shipment_unknown()
    refuse_beyond(ctx, shipment.pk)
    if shipment.state != "shipped":
        raise errors.wrong_state(shipment.number, shipment.state)
    rows = list(ShipmentLine.objects.select_related("order_line").filter(shipment_id=shipment.pk))
    everything = {row.order_line_id: row.quantity for row in rows}
    return receive(ctx, shipment, rows, everything, reason, goods_come_back=False)
