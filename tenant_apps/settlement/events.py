"""What happened in settlement."""

from uuid import UUID

from shared_apps.outbox.events import DomainEvent, event


@event("settlement.deal_settled")
class DealSettled(DomainEvent, frozen=True, kw_only=True):
    """Everything of the deal is delivered, invoiced and paid."""

    deal_id: UUID
    order_id: UUID
    number: str


@event("settlement.refund_asked")
class RefundAsked(DomainEvent, frozen=True, kw_only=True):
    """A seller owes money back."""

    refund_id: UUID
    number: str
    seller_id: UUID
    buyer_id: UUID


@event("settlement.refund_paid")
class RefundPaid(DomainEvent, frozen=True, kw_only=True):
    refund_id: UUID
    number: str
    payment_id: UUID
    seller_id: UUID
    buyer_id: UUID


@event("settlement.refund_withdrawn")
class RefundWithdrawn(DomainEvent, frozen=True, kw_only=True):
    """The buyer keeps it as credit after all: it can pay what is open."""

    refund_id: UUID
    number: str
    seller_id: UUID
    buyer_id: UUID
    currency: str
