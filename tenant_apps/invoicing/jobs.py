"""Jobs of invoicing: PDFs, made outside the transaction that issues."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from shared_apps.commands import run
from shared_apps.foundation.actor import Actor
from shared_apps.outbox.jobs import Progress, job
from tenant_apps.invoicing.commands import RenderInvoice, render_invoice


@job("invoicing.render_invoice")
def render(payload: Mapping[str, Any], progress: Progress) -> Mapping[str, Any]:
    """Render one PDF; the command makes it once, however often the job runs."""
    data = RenderInvoice(invoice_id=UUID(payload["invoice_id"]))
    return {"document_id": str(run(render_invoice, Actor.system("invoicing.papers"), data).document_id)}
