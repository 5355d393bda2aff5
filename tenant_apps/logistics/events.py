"""What happened to shipments."""

from uuid import UUID

from shared_apps.outbox.events import DomainEvent, event


@event("logistics.shipment_shipped")
class ShipmentShipped(DomainEvent, frozen=True, kw_only=True):
    shipment_id: UUID
    order_id: UUID
    number: str
    part_id: UUID | None = None


@event("logistics.shipment_received")
class ShipmentReceived(DomainEvent, frozen=True, kw_only=True):
    """`accepted` maps order lines to what the buyer accepted of them; None means everything that was sent."""

    shipment_id: UUID
    order_id: UUID
    number: str
    accepted: dict[UUID, str] | None = None
    part_id: UUID | None = None
