"""Reads of invoicing for the apps above and for pages."""

from tenant_apps.invoicing.queries.invoices import find_invoice, get_invoice, has_open, issued_sums, list_of_order

__all__ = ["find_invoice", "get_invoice", "has_open", "issued_sums", "list_of_order"]
