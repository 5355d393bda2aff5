"""Commands of invoicing."""

from tenant_apps.invoicing.commands.credit_part import credit_part
from tenant_apps.invoicing.commands.follow_credit import follow_credit
from tenant_apps.invoicing.commands.gates import before_invoice, held_by
from tenant_apps.invoicing.commands.issue_credit_note import IssueCreditNote, issue_credit_note
from tenant_apps.invoicing.commands.issue_invoice import InvoiceAnswer, IssueInvoice, issue_invoice
from tenant_apps.invoicing.commands.issue_waiting import IssueWaiting, WaitingIssued, due_at, issue_waiting
from tenant_apps.invoicing.commands.mark_paid import lock_open, mark_paid
from tenant_apps.invoicing.commands.render_invoice import InvoicePaper, RenderInvoice, render_invoice

__all__ = [
    "InvoiceAnswer",
    "InvoicePaper",
    "IssueCreditNote",
    "IssueInvoice",
    "IssueWaiting",
    "RenderInvoice",
    "WaitingIssued",
    "before_invoice",
    "credit_part",
    "due_at",
    "follow_credit",
    "held_by",
    "issue_credit_note",
    "issue_invoice",
    "issue_waiting",
    "lock_open",
    "mark_paid",
    "render_invoice",
]
