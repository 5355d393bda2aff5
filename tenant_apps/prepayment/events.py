"""What happened to prepayments."""

from uuid import UUID

from shared_apps.outbox.events import DomainEvent, event


@event("prepayment.paid")
class PrepaymentPaid(DomainEvent, frozen=True, kw_only=True):
    """All of it is there; the order follows."""

    prepayment_id: UUID
    number: str


@event("prepayment.ordered")
class PrepaymentOrdered(DomainEvent, frozen=True, kw_only=True):
    prepayment_id: UUID
    number: str
    order_id: UUID


@event("prepayment.lapsed")
class PrepaymentLapsed(DomainEvent, frozen=True, kw_only=True):
    """It was not paid in time, or was withdrawn; nothing is held any more."""

    prepayment_id: UUID
    number: str
    buyer_id: UUID
    seller_id: UUID


@event("prepayment.earmark_freed")
class EarmarkFreed(DomainEvent, frozen=True, kw_only=True):
    """What was kept of a payment for a prepaid order may pay something else."""

    payment_id: UUID
