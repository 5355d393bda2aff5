"""What happened to payments."""

from uuid import UUID

from shared_apps.outbox.events import DomainEvent, event


@event("payments.payment_recorded")
class PaymentRecorded(DomainEvent, frozen=True, kw_only=True):
    payment_id: UUID
    number: str
    payer_id: UUID
    payee_id: UUID
