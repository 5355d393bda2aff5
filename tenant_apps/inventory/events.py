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


@event("inventory.stock_opened")
class StockOpened(DomainEvent, frozen=True):
    """A warehouse began with some of each of these items, up to a thousand of them."""

    warehouse_id: UUID
    item_ids: list[UUID]


@event("inventory.stock_received")
class StockReceived(DomainEvent, frozen=True):
    """Goods came into a warehouse from outside."""

    item_id: UUID
    warehouse_id: UUID
    lot_id: UUID | None
    quantity: str


@event("inventory.stock_quarantined")
class StockQuarantined(DomainEvent, frozen=True):
    """Goods are kept back: by a person, because they expired, came damaged or came back."""

    quarantine_id: UUID
    item_id: UUID
    warehouse_id: UUID
    lot_id: UUID | None
    quantity: str
    cause: str


@event("inventory.quarantine_ended")
class QuarantineEnded(DomainEvent, frozen=True):
    """Goods that were kept back are free again (`released`) or booked as a loss (`scrapped`)."""

    quarantine_id: UUID
    state: str


@event("inventory.transfer_dispatched")
class TransferDispatched(DomainEvent, frozen=True):
    """Goods left for another warehouse of the company."""

    transfer_id: UUID
    number: str


@event("inventory.transfer_closed")
class TransferClosed(DomainEvent, frozen=True):
    """A transfer has arrived, or what is missing was booked as a loss. `lost_lines`: what did not arrive whole."""

    transfer_id: UUID
    number: str
    lost_lines: int


@event("inventory.transfer_differs")
class TransferDiffers(DomainEvent, frozen=True):
    """More or less arrived than was sent. `kind`: shortage, surplus; `state` says what became of it."""

    difference_id: UUID
    transfer_id: UUID
    number: str
    kind: str
    state: str


@event("inventory.transfer_overdue")
class TransferOverdue(DomainEvent, frozen=True):
    """Goods are still on their way after the day they were due."""

    transfer_id: UUID
    number: str


@event("inventory.count_closed")
class CountClosed(DomainEvent, frozen=True):
    """Every line of a count is done."""

    count_id: UUID
    number: str
    counted: int
    exact: int


@event("inventory.stock_runs_low")
class StockRunsLow(DomainEvent, frozen=True):
    """What is free and expected fell under the reorder point; quantities are decimal text."""

    alert_id: UUID
    item_id: UUID
    warehouse_id: UUID
    point: str
    free: str
    expected: str


@event("inventory.stock_recovered")
class StockRecovered(DomainEvent, frozen=True):
    """What is free and expected is well above the reorder point again."""

    alert_id: UUID
    item_id: UUID
    warehouse_id: UUID


@event("inventory.supply_changed")
class SupplyChanged(DomainEvent, frozen=True):
    """Goods are expected, come later, have come or will not come; `state` is open, late, received or cancelled."""

    supply_id: UUID
    item_id: UUID
    warehouse_id: UUID
    state: str
