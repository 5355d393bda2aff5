"""Plan the shipment of an order: what will leave, before anything leaves."""

from uuid import UUID

import msgspec

from shared_apps.commands import Context, command
from shared_apps.foundation.ids import uuid7
from tenant_apps.logistics import errors
from tenant_apps.logistics.models import Shipment, ShipmentLine
from tenant_apps.orders import errors as order_errors
from tenant_apps.orders.queries import get_order
from tenant_apps.rulesets.commands import take_number


class PlanShipment(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    order_id: UUID


class ShipmentAnswer(msgspec.Struct, frozen=True, kw_only=True):
    shipment_id: UUID
    number: str
    state: str


@command("logistics.plan_shipment", input=PlanShipment)
def plan_shipment(ctx: Context, data: PlanShipment) -> ShipmentAnswer:
    """Plan one shipment with all lines of an accepted order, as its seller. An order has one live shipment."""
    order = get_order(data.order_id)
    if ctx.actor.company_id not in (None, order.seller_id):
        raise order_errors.order_unknown("order_id")
    if order.state != "accepted":
        raise order_errors.wrong_state(order.number, order.state)
    live = Shipment.objects.filter(order_id=order.id).exclude(state="cancelled").values_list("number", flat=True)
    number = live.first()
    if number is not None:
        raise errors.planned_already(number)
    shipment = Shipment(
        id=uuid7(),
        number=take_number("S", ctx.now),
        order_id=order.id,
        buyer_id=order.buyer_id,
        seller_id=order.seller_id,
        state="planned",
        created_at=ctx.now,
    )
    shipment.save(force_insert=True)
    ShipmentLine.objects.bulk_create(
        ShipmentLine(shipment_id=shipment.pk, order_line_id=line.id, quantity=line.quantity) for line in order.lines
    )
    ctx.audit(target="logistics.shipment", target_id=shipment.pk, facts={"number": shipment.number})
    return ShipmentAnswer(shipment_id=shipment.pk, number=shipment.number, state="planned")
