"""Which payment or credit note paid which invoice."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet

from tenant_apps.settlement.models import Allocation


@dataclass(frozen=True, slots=True)
class AllocationFacts:
    """Exactly one of `payment_id` and `credit_note_id` is set; `source_number` is its number."""

    invoice_id: UUID
    invoice_number: str
    payment_id: UUID | None
    credit_note_id: UUID | None
    source_number: str
    amount_minor: int
    at: datetime


def list_of_invoice(invoice_id: UUID) -> list[AllocationFacts]:
    """What paid this invoice. Not cut by actor: for rows cut already."""
    return _facts(Allocation.objects.filter(invoice_id=invoice_id))


def list_of_payment(payment_id: UUID) -> list[AllocationFacts]:
    """What this payment paid. Not cut by actor."""
    return _facts(Allocation.objects.filter(payment_id=payment_id))


def _facts(rows: QuerySet[Allocation]) -> list[AllocationFacts]:
    return [
        AllocationFacts(
            invoice_id=row.invoice_id,
            invoice_number=row.invoice.number,
            payment_id=row.payment_id,
            credit_note_id=row.credit_note_id,
            source_number=row.payment.number if row.payment else row.credit_note.number if row.credit_note else "",
            amount_minor=row.amount_minor,
            at=row.at,
        )
        for row in rows.select_related("invoice", "payment", "credit_note").order_by("id")
    ]
