"""Issue the credit note of an accepted return: invoices are never changed, they are credited."""

from uuid import UUID

import msgspec

from shared_apps.commands import Context, command
from shared_apps.foundation.money import Money, MoneyIn
from tenant_apps.invoicing.commands.issue_invoice import InvoiceAnswer, answer
from tenant_apps.invoicing.commands.write_invoice import NewInvoice, write_invoice
from tenant_apps.invoicing.events import CreditNoteIssued
from tenant_apps.invoicing.models import Invoice
from tenant_apps.invoicing.types import InvoiceLineFacts
from tenant_apps.orders.queries import get_return


class IssueCreditNote(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    return_id: UUID


@command("invoicing.issue_credit_note", input=IssueCreditNote, system_only=True)
def issue_credit_note(ctx: Context, data: IssueCreditNote) -> InvoiceAnswer:
    """Credit a return once; asking again answers with the note there is."""
    known = Invoice.objects.filter(order_return_id=data.return_id).first()
    if known is not None:
        total = Money(known.total_minor, known.currency)
        return InvoiceAnswer(invoice_id=known.pk, number=known.number, total=MoneyIn(**total.as_json()))
    back = get_return(data.return_id)
    note = write_invoice(
        ctx,
        NewInvoice(
            kind="credit_note",
            order_id=back.order_id,
            order_return_id=back.id,
            buyer_id=back.buyer_id,
            seller_id=back.seller_id,
            currency=back.currency,
            lines=[
                InvoiceLineFacts(
                    line_no=line.line_no,
                    description=line.description,
                    quantity=line.quantity,
                    unit=line.unit,
                    unit_price=line.unit_price,
                    tax_rate=line.tax_rate,
                    net_minor=line.net_minor,
                    tax_minor=line.tax_minor,
                )
                for line in back.lines
            ],
        ),
    )
    ctx.emit(
        CreditNoteIssued(
            invoice_id=note.pk,
            number=note.number,
            order_id=back.order_id,
            buyer_id=back.buyer_id,
            seller_id=back.seller_id,
        )
    )
    return answer(ctx, note, {"return": back.number})
