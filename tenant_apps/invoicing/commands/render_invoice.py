"""Render the PDF of an invoice or a credit note, once. Asking again answers with the file there is.

Everything printed comes from rows that never change, so a PDF made later is the PDF that would have been made at
once; only the company's name is read as it is now.
"""

from typing import Any
from uuid import UUID

import msgspec

from shared_apps.commands import Context, command
from shared_apps.foundation.money import Money
from shared_apps.foundation.quantity import plain
from tenant_apps.documents.commands import StoreDocument, render_pdf, store_document
from tenant_apps.invoicing import errors
from tenant_apps.invoicing.models import Invoice, InvoiceLine
from tenant_apps.parties.queries import CompanyFacts, list_by_ids, tax_ids_of
from tenant_apps.rulesets.queries import values


class RenderInvoice(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    invoice_id: UUID


class InvoicePaper(msgspec.Struct, frozen=True, kw_only=True):
    invoice_id: UUID
    document_id: UUID


@command("invoicing.render_invoice", input=RenderInvoice, permission="invoicing.view_invoice")
def render_invoice(ctx: Context, data: RenderInvoice) -> InvoicePaper:
    """Make the PDF of an invoice the actor may see. Locks the invoice, so that two readers make one file."""
    invoice = (
        Invoice.objects.select_for_update(of=("self",))
        .visible_to(ctx.actor)
        .select_related("order", "order_return")
        .filter(pk=data.invoice_id)
        .first()
    )
    if invoice is None:
        raise errors.invoice_unknown(data.invoice_id)
    if invoice.document_id is None:
        stored = ctx.call(
            store_document,
            StoreDocument(
                kind=invoice.kind,
                title=invoice.number,
                content=render_pdf("invoice", _content(invoice)),
                content_type="application/pdf",
                company_ids=[invoice.buyer_id, invoice.seller_id],
                target="invoicing.invoice",
                target_id=invoice.pk,
            ),
        )
        invoice.document_id = stored.document_id
        invoice.save(update_fields=["document_id"])
    ctx.audit(target="invoicing.invoice", target_id=invoice.pk, facts={"number": invoice.number})
    return InvoicePaper(invoice_id=invoice.pk, document_id=invoice.document_id)


def _content(invoice: Invoice) -> dict[str, Any]:
    rules = values()
    parties = list_by_ids([invoice.buyer_id, invoice.seller_id])
    tax_ids = tax_ids_of(parties)
    lines = InvoiceLine.objects.filter(invoice_id=invoice.pk).order_by("line_no")
    return {
        "kind": invoice.kind,
        "number": invoice.number,
        "date": invoice.issued_at.date().isoformat(),
        "due_date": invoice.due_date.isoformat(),
        "order_number": invoice.order.number if invoice.order else "",
        "client_reference": (invoice.order.client_reference or "") if invoice.order else "",
        "return_number": invoice.order_return.number if invoice.order_return else "",
        "marketplace": rules["general.name"],
        "accent": rules["branding.accent"],
        "seller": _party(parties[invoice.seller_id], tax_ids[invoice.seller_id]),
        "buyer": _party(parties[invoice.buyer_id], tax_ids[invoice.buyer_id]),
        "currency": invoice.currency,
        "net": _amount(invoice.net_minor, invoice.currency),
        "tax": _amount(invoice.tax_minor, invoice.currency),
        "total": _amount(invoice.total_minor, invoice.currency),
        "lines": [
            {
                "no": line.line_no,
                "description": line.description,
                "quantity": plain(line.quantity),
                "unit": line.unit,
                "unit_price": plain(line.unit_price),
                "tax_rate": plain(line.tax_rate * 100),
                "net": _amount(line.net_minor, invoice.currency),
                "tax": _amount(line.tax_minor, invoice.currency),
            }
            for line in lines
        ],
    }


def _party(company: CompanyFacts, tax_id: str) -> dict[str, str]:
    return {"name": company.name, "country": company.country, "tax_id": tax_id}


def _amount(minor: int, currency: str) -> str:
    return f"{Money(minor, currency).amount:f}"
