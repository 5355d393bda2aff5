"""Issue the invoice of a delivered order, for what was accepted and nothing else."""

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from uuid import UUID

import msgspec

from shared_apps.commands import Context, command
from shared_apps.foundation.money import Money, MoneyIn
from tenant_apps.invoicing.commands.follow_credit import follow_credit
from tenant_apps.invoicing.commands.write_invoice import NewInvoice, write_invoice
from tenant_apps.invoicing.events import InvoiceIssued
from tenant_apps.invoicing.models import Invoice
from tenant_apps.invoicing.queries.invoices import billed
from tenant_apps.invoicing.types import InvoiceLineFacts
from tenant_apps.orders.commands import advance_order
from tenant_apps.orders.queries import get_order, parts_of_order
from tenant_apps.orders.types import OrderFacts, OrderLineFacts
from tenant_apps.terms.commands import rebase
from tenant_apps.trading.kernel.types import LineAmounts


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

    The last one brings the order's plan of payment to what is invoiced. Locks the order, the plan, the number series,
    then the credit it takes.
    """
    advance_order(ctx, data.order_id, "invoiced", data.part_id)
    order = get_order(data.order_id)
    rows = order.lines if data.part_id is None else _of_part(order, data.part_id)
    invoice = write_invoice(
        ctx,
        NewInvoice(
            kind="invoice",
            order_id=order.id,
            order_return_id=None,
            buyer_id=order.buyer_id,
            seller_id=order.seller_id,
            currency=order.currency,
            lines=[line for line in (_line(row, data.accepted, order.currency) for row in rows) if line.quantity > 0],
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


def _of_part(order: OrderFacts, part_id: UUID) -> list[OrderLineFacts]:
    """The lines of one part, with the part's quantities and amounts."""
    part = next(one for one in parts_of_order(order.id) if one.id == part_id)
    mine = {line.order_line_id: line for line in part.lines}
    return [
        replace(row, quantity=mine[row.id].quantity, net_minor=mine[row.id].net_minor, tax_minor=mine[row.id].tax_minor)
        for row in order.lines
        if row.id in mine
    ]


def _line(row: OrderLineFacts, accepted: Mapping[UUID, str] | None, currency: str) -> InvoiceLineFacts:
    quantity = row.quantity if accepted is None else Decimal(accepted.get(row.id, "0"))
    # The whole line keeps the order's own amounts: reckoned anew they could only differ by mistake.
    amounts = (
        LineAmounts(row.net_minor, row.tax_minor)
        if quantity == row.quantity
        else _at_most(row, LineAmounts.of(row.unit_price, quantity, row.tax_rate, currency))
    )
    return InvoiceLineFacts(
        line_no=row.line_no,
        description=row.description,
        quantity=quantity,
        unit=row.unit,
        unit_price=row.unit_price,
        tax_rate=row.tax_rate,
        net_minor=amounts.net_minor,
        tax_minor=amounts.tax_minor,
    )


def _at_most(row: OrderLineFacts, amounts: LineAmounts) -> LineAmounts:
    """A part's share of a line is rounded by remainder; less than all of it never costs more than the share."""
    return LineAmounts(min(amounts.net_minor, row.net_minor), min(amounts.tax_minor, row.tax_minor))
