"""Commands of invoicing."""

from tenant_apps.invoicing.commands.credit_part import credit_part
from tenant_apps.invoicing.commands.follow_credit import follow_credit
from tenant_apps.invoicing.commands.issue_credit_note import IssueCreditNote, issue_credit_note
from tenant_apps.invoicing.commands.issue_invoice import InvoiceAnswer, IssueInvoice, issue_invoice
from tenant_apps.invoicing.commands.mark_paid import lock_open, mark_paid
from tenant_apps.invoicing.commands.render_invoice import InvoicePaper, RenderInvoice, render_invoice

__all__ = [
    "InvoiceAnswer",
    "InvoicePaper",
    "IssueCreditNote",
    "IssueInvoice",
    "RenderInvoice",
    "credit_part",
    "follow_credit",
    "issue_credit_note",
    "issue_invoice",
    "lock_open",
    "mark_paid",
    "render_invoice",
]
