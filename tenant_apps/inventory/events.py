"""Events of inventory."""

from uuid import UUID

from shared_apps.outbox.events import DomainEvent, event


@event("inventory.goods_received")
class GoodsReceived(DomainEvent, frozen=True):
    """The buyer has accepted goods of a shipment."""

    receipt_id: UUID
    number: str
    shipment_id: UUID
    receiver_id: UUID


@event("inventory.stock_adjusted")
class StockAdjusted(DomainEvent, frozen=True):
    """Stock on hand was set by a person or a count; quantities are decimal text."""

    item_id: UUID
    warehouse_id: UUID
    change: str
    reason: str
