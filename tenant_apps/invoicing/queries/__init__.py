"""Reads of invoicing for the apps above and for pages."""

from tenant_apps.invoicing.queries.expected import expected_lines
from tenant_apps.invoicing.queries.invoices import (
    amounts_of,
    billed,
    find_invoice,
    find_lines,
    get_invoice,
    has_open,
    invoices_within,
    issued_sums,
    list_of_order,
    numbers_of,
    open_credit_notes,
    paid_of_orders,
)

__all__ = [
    "amounts_of",
    "billed",
    "expected_lines",
    "find_invoice",
    "find_lines",
    "get_invoice",
    "has_open",
    "invoices_within",
    "issued_sums",
    "list_of_order",
    "numbers_of",
    "open_credit_notes",
    "paid_of_orders",
]
