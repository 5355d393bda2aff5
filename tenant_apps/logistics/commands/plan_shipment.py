"""Plan the shipment of an order: what will leave, before anything leaves."""

from decimal import Decimal
from uuid import UUID

import msgspec

from shared_apps.commands import Context, command
from shared_apps.foundation.ids import uuid7
from tenant_apps.logistics import errors
from tenant_apps.logistics.models import Shipment, ShipmentLine
from tenant_apps.orders import errors as order_errors
from tenant_apps.orders.queries import get_order, parts_of_order
from tenant_apps.orders.types import OrderFacts
from tenant_apps.rulesets.commands import take_number


class PlanShipment(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """`part_id` names a part of a divided order; without it the whole order is meant."""

    order_id: UUID
    part_id: UUID | None = None


class ShipmentAnswer(msgspec.Struct, frozen=True, kw_only=True):
    shipment_id: UUID
    number: str
    state: str


@command("logistics.plan_shipment", input=PlanShipment)
def plan_shipment(ctx: Context, data: PlanShipment) -> ShipmentAnswer:
    """Plan one shipment with all lines of an accepted order, or of one part of it, as its seller.

    An order, or each of its parts, has one live shipment.
    """
    order = get_order(data.order_id)
    if ctx.actor.company_id not in (None, order.seller_id):
        raise order_errors.order_unknown("order_id")
    if order.state != "accepted":
        raise order_errors.wrong_state(order.number, order.state)
    content = _content(order, data.part_id)
    live = Shipment.objects.filter(order_id=order.id, part_id=data.part_id).exclude(state="cancelled")
    number = live.values_list("number", flat=True).first()
    if number is not None:
        raise errors.planned_already(number)
    shipment = Shipment(
        id=uuid7(),
        number=take_number("S", ctx.now),
        order_id=order.id,
        part_id=data.part_id,
        buyer_id=order.buyer_id,
        seller_id=order.seller_id,
        state="planned",
        created_at=ctx.now,
    )
    shipment.save(force_insert=True)
    ShipmentLine.objects.bulk_create(
        ShipmentLine(shipment_id=shipment.pk, order_line_id=line_id, quantity=quantity) for line_id, quantity in content
    )
    ctx.audit(target="logistics.shipment", target_id=shipment.pk, facts={"number": shipment.number})
    return ShipmentAnswer(shipment_id=shipment.pk, number=shipment.number, state="planned")


def _content(order: OrderFacts, part_id: UUID | None) -> list[tuple[UUID, Decimal]]:
    """Order lines with the quantities that will leave."""
    parts = parts_of_order(order.id)
    if part_id is None:
        if parts:
            raise order_errors.divided(order.number)
        return [(line.id, line.quantity) for line in order.lines]
    part = next((one for one in parts if one.id == part_id), None)
    if part is None:
        raise errors.part_unknown()
    if part.state != "accepted":
        raise order_errors.wrong_state(order.number, part.state)
    return [(line.order_line_id, line.quantity) for line in part.lines]
