"""What happened to invoices."""

from uuid import UUID

from shared_apps.outbox.events import DomainEvent, event


@event("invoicing.invoice_issued")
class InvoiceIssued(DomainEvent, frozen=True, kw_only=True):
    invoice_id: UUID
    number: str
    order_id: UUID
    buyer_id: UUID
    seller_id: UUID


@event("invoicing.credit_note_issued")
class CreditNoteIssued(DomainEvent, frozen=True, kw_only=True):
    invoice_id: UUID
    number: str
    order_id: UUID | None
    buyer_id: UUID
    seller_id: UUID
