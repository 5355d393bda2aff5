"""What happened to orders."""

from uuid import UUID

from shared_apps.outbox.events import DomainEvent, event


@event("orders.order_accepted")
class OrderAccepted(DomainEvent, frozen=True, kw_only=True):
    order_id: UUID
    deal_id: UUID
    number: str
    buyer_id: UUID
    seller_id: UUID


@event("orders.order_cancelled")
class OrderCancelled(DomainEvent, frozen=True, kw_only=True):
    order_id: UUID
    deal_id: UUID
    number: str


@event("orders.return_accepted")
class ReturnAccepted(DomainEvent, frozen=True, kw_only=True):
    return_id: UUID
    order_id: UUID | None
    number: str
    buyer_id: UUID
    seller_id: UUID


@event("orders.order_divided")
class OrderDivided(DomainEvent, frozen=True, kw_only=True):
    """The order leaves in so many parts from now on, or what waited of it can leave."""

    order_id: UUID
    number: str
    parts: int


@event("orders.order_joined")
class OrderJoined(DomainEvent, frozen=True, kw_only=True):
    """The parts of an order are one again."""

    order_id: UUID
    number: str


@event("orders.delivery_joined")
class DeliveryJoined(DomainEvent, frozen=True, kw_only=True):
    """Several orders leave together from now on."""

    delivery_id: UUID
    number: str
    order_ids: tuple[UUID, ...]


@event("orders.delivery_undone")
class DeliveryUndone(DomainEvent, frozen=True, kw_only=True):
    """Orders that were to leave together leave on their own again."""

    delivery_id: UUID
    number: str


@event("orders.group_confirmed")
class OrderGroupConfirmed(DomainEvent, frozen=True, kw_only=True):
    """Everything of a basket at several sellers is ordered."""

    group_id: UUID
    number: str
    buyer_id: UUID


@event("orders.group_released")
class OrderGroupReleased(DomainEvent, frozen=True, kw_only=True):
    """Nothing of a basket is ordered, and nothing of it is held any more."""

    group_id: UUID
    number: str
    buyer_id: UUID
    reason: str


@event("orders.amendment_proposed")
class AmendmentProposed(DomainEvent, frozen=True, kw_only=True):
    """A change of an order waits for the side that did not propose it; `side` is the one that did."""

    order_id: UUID
    amendment_id: UUID
    number: str
    buyer_id: UUID
    seller_id: UUID
    side: str


@event("orders.order_amended")
class OrderAmended(DomainEvent, frozen=True, kw_only=True):
    """An order is different from now on; `order_version` is its new one."""

    order_id: UUID
    amendment_id: UUID
    number: str
    order_version: int


@event("orders.amendment_ended")
class AmendmentEnded(DomainEvent, frozen=True, kw_only=True):
    """A proposed change was refused, withdrawn or expired; the order is as it was."""

    order_id: UUID
    amendment_id: UUID
    number: str
    state: str


@event("orders.claim_opened")
class ClaimOpened(DomainEvent, frozen=True, kw_only=True):
    """A buyer says that something is wrong with received goods; `kind` is quality, quantity or damage."""

    order_id: UUID
    claim_id: UUID
    number: str
    buyer_id: UUID
    seller_id: UUID
    kind: str


@event("orders.claim_answered")
class ClaimAnswered(DomainEvent, frozen=True, kw_only=True):
    """A claim has moved on; `verdict` is accept, counter, refuse or escalate."""

    order_id: UUID
    claim_id: UUID
    number: str
    buyer_id: UUID
    seller_id: UUID
    verdict: str
    state: str


@event("orders.claim_settled")
class ClaimSettled(DomainEvent, frozen=True, kw_only=True):
    """A claim is over: settled with a remedy, or dismissed, withdrawn or closed without one."""

    order_id: UUID
    claim_id: UUID
    number: str
    state: str
    remedy: str
    settled_minor: int
    currency: str
