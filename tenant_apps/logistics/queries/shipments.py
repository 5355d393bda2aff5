"""Read shipments as facts."""

from collections.abc import Collection
from uuid import UUID

from shared_apps.foundation.actor import Actor
from tenant_apps.logistics import errors
from tenant_apps.logistics.models import Shipment, ShipmentLine
from tenant_apps.logistics.types import ShipmentFacts, ShipmentLineFacts


def list_of_order(order_id: UUID) -> list[ShipmentFacts]:
    """All shipments of an order without their lines, oldest first. Not cut by actor."""
    return [_facts(row, ()) for row in Shipment.objects.filter(order_id=order_id).order_by("id")]


def received_of_orders(order_ids: Collection[UUID]) -> list[tuple[UUID, UUID, UUID | None]]:
    """Shipments of these orders that were received, each with its order and its part. Not cut by actor."""
    rows = Shipment.objects.filter(order_id__in=list(order_ids), state="received").order_by("id")
    return list(rows.values_list("id", "order_id", "part_id"))


def find_shipment(actor: Actor, shipment_id: UUID) -> ShipmentFacts:
    """One shipment with its lines, if this actor may see it."""
    row = Shipment.objects.visible_to(actor).filter(pk=shipment_id).first()
    if row is None:
        raise errors.shipment_unknown()
    lines = ShipmentLine.objects.select_related("order_line").filter(shipment_id=row.pk).order_by("order_line__line_no")
    return _facts(
        row,
        tuple(
            ShipmentLineFacts(
                order_line_id=line.order_line_id,
                line_no=line.order_line.line_no,
                item_id=line.order_line.item_id,
                description=line.order_line.description,
                quantity=line.quantity,
                unit=line.order_line.unit,
            )
            for line in lines
        ),
    )


def _facts(row: Shipment, lines: tuple[ShipmentLineFacts, ...]) -> ShipmentFacts:
    return ShipmentFacts(
        id=row.pk,
        number=row.number,
        order_id=row.order_id,
        buyer_id=row.buyer_id,
        seller_id=row.seller_id,
        state=row.state,
        carrier=row.carrier,
        tracking=row.tracking,
        created_at=row.created_at,
        shipped_at=row.shipped_at,
        received_at=row.received_at,
        document_id=row.document_id,
        part_id=row.part_id,
        held_at=row.held_at,
        held_why=row.held_why,
        lines=lines,
        waits_for=row.waits_for,
        waits_since=row.waits_since,
    )
