"""Jobs of invoicing: PDFs, made outside the transaction that issues, and invoices that are due some days later."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from shared_apps.commands import run
from shared_apps.foundation.actor import Actor
from shared_apps.outbox.jobs import Progress, job
from tenant_apps.invoicing.commands import IssueWaiting, RenderInvoice, issue_waiting, render_invoice


@job("invoicing.render_invoice")
def render(payload: Mapping[str, Any], progress: Progress) -> Mapping[str, Any]:
    """Render one PDF; the command makes it once, however often the job runs."""
    data = RenderInvoice(invoice_id=UUID(payload["invoice_id"]))
    return {"document_id": str(run(render_invoice, Actor.system("invoicing.papers"), data).document_id)}


@job("invoicing.issue_waiting")
def issue(payload: Mapping[str, Any], progress: Progress) -> Mapping[str, Any]:
    """Invoice what of an order is due now; again issues nothing."""
    data = IssueWaiting(order_id=UUID(payload["order_id"]))
    return {"issued": run(issue_waiting, Actor.system("invoicing.waiting"), data).issued}
