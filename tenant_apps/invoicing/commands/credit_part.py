"""Credit a part of an invoice: what was paid early, what a claim is worth. Invoices are never changed."""

from uuid import UUID

from shared_apps.commands.context import Context
from shared_apps.foundation.faults import faultpoint
from tenant_apps.invoicing import errors
from tenant_apps.invoicing.commands.write_invoice import NewInvoice, write_invoice
from tenant_apps.invoicing.decisions.credit import credit_lines
from tenant_apps.invoicing.events import CreditNoteIssued
from tenant_apps.invoicing.models import Invoice
from tenant_apps.invoicing.queries.invoices import find_lines


def credit_part(
    ctx: Context, invoice_id: UUID, amount_minor: int, description: str, *, pays_back: bool = False
) -> UUID:
    """Write a credit note over a part of an invoice, tax included, divided as the invoice is; its id.

    `pays_back`: what of it was paid goes back to the buyer instead of paying what comes next.

    Called by apps above, in their transaction, which hold the open documents of the pair. Takes a number: the last
    thing a handler does.
    """
    invoice = Invoice.objects.filter(pk=invoice_id, kind="invoice").first()
    if invoice is None:
        raise errors.invoice_unknown(invoice_id)
    note = write_invoice(
        ctx,
        NewInvoice(
            kind="credit_note",
            order_id=invoice.order_id,
            order_return_id=None,
            buyer_id=invoice.buyer_id,
            seller_id=invoice.seller_id,
            currency=invoice.currency,
            lines=credit_lines(find_lines(invoice.pk), amount_minor, invoice.currency, description),
            pays_back=pays_back,
        ),
    )
    faultpoint("invoicing.after_credit_part")
    ctx.emit(
        CreditNoteIssued(
            invoice_id=note.pk,
            number=note.number,
            order_id=invoice.order_id,
            buyer_id=invoice.buyer_id,
            seller_id=invoice.seller_id,
        )
    )
    return note.pk
