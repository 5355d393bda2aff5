"""`{% load allocations %}`: what paid what, for the pages of invoices and payments, which stand below settlement."""

from uuid import UUID

from django import template

from tenant_apps.settlement.queries import AllocationFacts, list_of_invoice, list_of_payment
from tenant_apps.settlement.queries.refunds import RefundView, refunds_by_id, refunds_of_note

register = template.Library()


@register.simple_tag
def covers_of(invoice_id: UUID) -> list[AllocationFacts]:
    """What covered an invoice the page has cut already: `{% covers_of invoice.id as covers %}`."""
    return list_of_invoice(invoice_id)


@register.simple_tag
def refund_of(refund_id: UUID) -> RefundView:
    """What a payment that goes back pays: `{% refund_of row.refund_id as refund %}`."""
    return refunds_by_id([refund_id])[refund_id]


@register.simple_tag
def refunds_of(credit_note_id: UUID) -> list[RefundView]:
    """What of a credit note goes back: `{% refunds_of invoice.id as refunds %}`."""
    return refunds_of_note(credit_note_id)


@register.simple_tag
def uses_of(payment_id: UUID) -> list[AllocationFacts]:
    """What a payment went to: `{% uses_of payment.id as uses %}`."""
    return list_of_payment(payment_id)
