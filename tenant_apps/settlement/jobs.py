"""Jobs of settlement: pay by itself what an alert held."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from shared_apps.commands import run
from shared_apps.foundation.actor import Actor
from shared_apps.outbox.jobs import Progress, job
from tenant_apps.settlement.commands import PayDue, SettleInvoice, pay_due, settle_invoice
from tenant_apps.settlement.commands.later import AGAIN


@job(AGAIN)
def pay_again(payload: Mapping[str, Any], progress: Progress) -> Mapping[str, Any]:
    """Settle it as if it had just come; what is paid meanwhile is not paid twice, what is held still comes again."""
    actor = Actor.system(AGAIN)
    if "order_id" in payload:
        run(pay_due, actor, PayDue(order_id=UUID(payload["order_id"])))
    else:
        run(settle_invoice, actor, SettleInvoice(invoice_id=UUID(payload["invoice_id"]), allocate=True))
    return {}
