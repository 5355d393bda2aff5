"""What invoicing does when something happens below."""

from shared_apps.commands.context import Context
from shared_apps.outbox.subscriptions import subscribe
from tenant_apps.invoicing.commands import IssueCreditNote, IssueInvoice, issue_credit_note, issue_invoice
from tenant_apps.logistics.events import ShipmentReceived
from tenant_apps.orders.events import ReturnAccepted


@subscribe("logistics.shipment_received", name="invoicing.issue_invoice")
def on_shipment_received(ctx: Context, event: ShipmentReceived) -> None:
    ctx.call(issue_invoice, IssueInvoice(order_id=event.order_id, accepted=event.accepted, part_id=event.part_id))


@subscribe("orders.return_accepted", name="invoicing.issue_credit_note")
def on_return_accepted(ctx: Context, event: ReturnAccepted) -> None:
    ctx.call(issue_credit_note, IssueCreditNote(return_id=event.return_id))
