"""Addresses of invoices. They are issued by what happened to the goods, so nothing is posted here."""

from django.urls import URLPattern, path

from shared_apps.api.endpoint import endpoint
from shared_apps.api.operations import Filter, Listing, Read
from tenant_apps.invoicing.api import records
from tenant_apps.invoicing.permissions import VIEW_INVOICE
from tenant_apps.invoicing.queries.records import invoice_rows

invoice = Read(records.InvoiceRecord, records.invoice_record, VIEW_INVOICE, "One invoice or credit note with its lines")
invoices = Listing(
    records.InvoiceSummary,
    invoice_rows,
    records.invoice_summaries,
    VIEW_INVOICE,
    "Invoices and credit notes of the company",
    filters=(
        Filter("kind", "text", "", ("invoice", "credit_note")),
        Filter("number", "text", "The marketplace's number."),
        Filter("order_id", "uuid", "Invoices of one order."),
        Filter("buyer_id", "uuid", "Company that pays."),
        Filter("seller_id", "uuid", "Company that is paid."),
        Filter("is_paid", "boolean", "Paid in full, or not yet."),
    ),
)

urlpatterns: list[URLPattern] = [
    path("invoices", endpoint("invoices", get=invoices)),
    path("invoices/<uuid:invoice_id>", endpoint("invoices", get=invoice)),
]
