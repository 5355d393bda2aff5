"""Write an invoice or a credit note with its lines, its ledger entry and the promise of its PDF.

It takes the document's number, which locks the series until the commit: last thing in a handler.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from shared_apps.commands.context import Context
from shared_apps.foundation.ids import uuid7
from shared_apps.outbox import jobs
from tenant_apps.invoicing.decisions.post import LegPlan, credit_note_legs, invoice_legs
from tenant_apps.invoicing.models import Invoice, InvoiceLine
from tenant_apps.invoicing.types import InvoiceLineFacts
from tenant_apps.ledger.commands import LegIn, post_entry
from tenant_apps.rulesets.commands import take_number
from tenant_apps.rulesets.queries import values
from tenant_apps.terms.commands import reach
from tenant_apps.terms.queries import last_due

RENDER_JOB = "invoicing.render_invoice"


@dataclass(frozen=True, slots=True)
class NewInvoice:
    kind: str
    order_id: UUID | None
    order_return_id: UUID | None
    buyer_id: UUID
    seller_id: UUID
    currency: str
    lines: Sequence[InvoiceLineFacts]
    part_id: UUID | None = None
    completes: bool = False
    """Nothing of the order is left to be invoiced."""
    pays_back: bool = False


def write_invoice(ctx: Context, new: NewInvoice) -> Invoice:
    """Insert the document and book it. Totals are sums of lines; a document of zero is written but not booked."""
    rules = values()
    today = ctx.now.astimezone(ZoneInfo(str(rules["general.time_zone"]))).date()
    net, tax = sum(line.net_minor for line in new.lines), sum(line.tax_minor for line in new.lines)
    credit = new.kind == "credit_note"
    invoice_id = uuid7()
    due = today if credit else _due(ctx, new, today, int(str(rules["general.payment_days"])))
    legs = (credit_note_legs if credit else invoice_legs)(new.seller_id, new.buyer_id, net, tax)
    number = take_number("C" if credit else "I", ctx.now)
    _book(ctx, invoice_id, new, number, today, legs)
    invoice = Invoice(
        id=invoice_id,
        number=number,
        kind=new.kind,
        order_id=new.order_id,
        part_id=new.part_id,
        order_return_id=new.order_return_id,
        buyer_id=new.buyer_id,
        seller_id=new.seller_id,
        currency=new.currency,
        net_minor=net,
        tax_minor=tax,
        total_minor=net + tax,
        issued_at=ctx.now,
        due_date=due,
        pays_back=new.pays_back,
    )
    invoice.save(force_insert=True)
    InvoiceLine.objects.bulk_create(_line(invoice_id, line) for line in new.lines)
    if rules["fulfilment.papers"] == "at_once":
        jobs.enqueue(RENDER_JOB, f"PDF of {number}", {"invoice_id": str(invoice_id)}, at=ctx.now)
    return invoice


def _due(ctx: Context, new: NewInvoice, today: date, days: int) -> date:
    """The day by which the order's plan wants all of it paid; without a plan so many days from today."""
    planned = None
    if new.order_id is not None:
        if new.completes:
            reach(ctx, new.order_id, "invoiced")
        planned = last_due(new.order_id)
    return planned or today + timedelta(days=days)


def _book(ctx: Context, invoice_id: UUID, new: NewInvoice, number: str, today: date, legs: Sequence[LegPlan]) -> None:
    if not legs:
        return
    post_entry(
        ctx,
        source="invoicing.invoice",
        source_id=invoice_id,
        currency=new.currency,
        description=number,
        effective_date=today,
        legs=[LegIn(leg.company_id, leg.kind, leg.amount_minor) for leg in legs],
    )


def _line(invoice_id: UUID, line: InvoiceLineFacts) -> InvoiceLine:
    return InvoiceLine(
        invoice_id=invoice_id,
        line_no=line.line_no,
        description=line.description,
        quantity=line.quantity,
        unit=line.unit,
        unit_price=line.unit_price,
        tax_rate=line.tax_rate,
        net_minor=line.net_minor,
        tax_minor=line.tax_minor,
    )
