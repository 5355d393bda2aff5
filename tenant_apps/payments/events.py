"""What happened to payments."""

from uuid import UUID

from shared_apps.outbox.events import DomainEvent, event


@event("payments.payment_recorded")
class PaymentRecorded(DomainEvent, frozen=True, kw_only=True):
    payment_id: UUID
    number: str
    payer_id: UUID
    payee_id: UUID


@event("payments.refund_recorded")
class RefundRecorded(DomainEvent, frozen=True, kw_only=True):
    """Money went back from a seller (payer) to a buyer (payee)."""

    payment_id: UUID
    number: str
    refund_id: UUID
    payer_id: UUID
    payee_id: UUID


@event("payments.refund_failed")
class RefundFailed(DomainEvent, frozen=True, kw_only=True):
    """A transfer that was to pay a refund did not arrive."""

    attempt_id: UUID
    refund_id: UUID
    reason: str
