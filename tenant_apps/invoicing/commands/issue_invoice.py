"""Issue the invoice of a delivered order, for what was accepted and nothing else."""

from collections.abc import Mapping
from decimal import Decimal
from uuid import UUID

import msgspec

from shared_apps.commands import Context, command
from shared_apps.foundation.money import Money, MoneyIn
from tenant_apps.invoicing.commands.follow_credit import follow_credit
from tenant_apps.invoicing.commands.write_invoice import NewInvoice, write_invoice
from tenant_apps.invoicing.events import InvoiceIssued
from tenant_apps.invoicing.models import Invoice
from tenant_apps.invoicing.queries.expected import expected_lines, lowering_lines
from tenant_apps.invoicing.queries.invoices import billed
from tenant_apps.orders.commands import advance_order
from tenant_apps.orders.queries import get_order
from tenant_apps.terms.commands import rebase


class IssueInvoice(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """`accepted` maps order lines to accepted quantities; None means the whole order, or the whole of its part."""

    order_id: UUID
    accepted: dict[UUID, str] | None = None
    part_id: UUID | None = None


class InvoiceAnswer(msgspec.Struct, frozen=True, kw_only=True):
    invoice_id: UUID
    number: str
    total: MoneyIn


@command("invoicing.issue_invoice", input=IssueInvoice, system_only=True)
def issue_invoice(ctx: Context, data: IssueInvoice) -> InvoiceAnswer:
    """Invoice a delivered order, or a delivered part, once; its state is the guard against a second invoice.

    What became less after delivery is taken away. The last one brings the order's plan of payment to what is invoiced.
    Locks the order, the plan, the number series, then the credit it takes.
    """
    advance_order(ctx, data.order_id, "invoiced", data.part_id)
    order = get_order(data.order_id)
    accepted = None if data.accepted is None else {pk: Decimal(text) for pk, text in data.accepted.items()}
    lines = [*expected_lines(order, data.part_id, accepted).values(), *lowering_lines(order, data.part_id)]
    invoice = write_invoice(
        ctx,
        NewInvoice(
            kind="invoice",
            order_id=order.id,
            order_return_id=None,
            buyer_id=order.buyer_id,
            seller_id=order.seller_id,
            currency=order.currency,
            lines=lines,
            part_id=data.part_id,
            completes=order.state == "invoiced",
        ),
    )
    if order.state == "invoiced":
        rebase(ctx, order.id, billed(order.id))
    ctx.emit(
        InvoiceIssued(
            invoice_id=invoice.pk,
            number=invoice.number,
            order_id=order.id,
            buyer_id=order.buyer_id,
            seller_id=order.seller_id,
        )
    )
    # What was not accepted is invoiced to nobody, and owed by nobody.
    follow_credit(ctx, [order.id])
    return answer(ctx, invoice, {"order": order.number})


def answer(ctx: Context, invoice: Invoice, facts: Mapping[str, str]) -> InvoiceAnswer:
    """Note the document in the audit trail and answer with it."""
    total = Money(invoice.total_minor, invoice.currency)
    ctx.audit(
        target="invoicing.invoice",
        target_id=invoice.pk,
        facts={"number": invoice.number, "total": str(total), **facts},
    )
    return InvoiceAnswer(invoice_id=invoice.pk, number=invoice.number, total=MoneyIn(**total.as_json()))
