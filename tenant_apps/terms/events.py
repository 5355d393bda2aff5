"""What happened to plans of payment."""

from uuid import UUID

from shared_apps.outbox.events import DomainEvent, event


@event("terms.instalment_due")
class InstalmentDue(DomainEvent, frozen=True, kw_only=True):
    """The day of an instalment has come; `open_minor` is what is unpaid of everything due so far."""

    order_id: UUID
    order_number: str
    buyer_id: UUID
    seller_id: UUID
    currency: str
    open_minor: int


@event("terms.instalment_late")
class InstalmentLate(DomainEvent, frozen=True, kw_only=True):
    """The day of an instalment is over and it is not paid."""

    order_id: UUID
    order_number: str
    buyer_id: UUID
    seller_id: UUID
    instalment: int
    currency: str
    open_minor: int


@event("terms.plan_accelerated")
class PlanAccelerated(DomainEvent, frozen=True, kw_only=True):
    """Everything that is unpaid of an order is due at once."""

    order_id: UUID
    order_number: str
    buyer_id: UUID
    seller_id: UUID
    currency: str
    open_minor: int
    reason: str


@event("terms.advance_freed")
class AdvanceFreed(DomainEvent, frozen=True, kw_only=True):
    """A payment, or a part of it, is no longer kept for an order."""

    payment_id: UUID
