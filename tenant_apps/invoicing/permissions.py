"""What may be read of invoicing."""

from shared_apps.foundation.permissions import declare, narrow

VIEW_INVOICE = declare("invoicing.view_invoice", "See the invoices and credit notes of one's company.")
narrow(VIEW_INVOICE, by=("people", "categories", "warehouses"))
