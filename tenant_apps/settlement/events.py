"""What happened in settlement."""

from uuid import UUID

from shared_apps.outbox.events import DomainEvent, event


@event("settlement.deal_settled")
class DealSettled(DomainEvent, frozen=True, kw_only=True):
    """Everything of the deal is delivered, invoiced and paid."""

    deal_id: UUID
    order_id: UUID
    number: str
