"""What invoicing does when something happens below."""

from shared_apps.commands.context import Context
from shared_apps.outbox.subscriptions import subscribe
from tenant_apps.invoicing.commands import (
    IssueCreditNote,
    IssueInvoice,
    IssueWaiting,
    held_by,
    issue_credit_note,
    issue_invoice,
    issue_waiting,
)
from tenant_apps.invoicing.commands.issue_waiting import DAYS
from tenant_apps.logistics.events import ShipmentReceived
from tenant_apps.orders.events import ClaimSettled, ReturnAccepted
from tenant_apps.orders.queries import awaits_invoice
from tenant_apps.rulesets.queries import effective


@subscribe("logistics.shipment_received", name="invoicing.issue_invoice")
def on_shipment_received(ctx: Context, event: ShipmentReceived) -> None:
    """What is due at once and held by nothing is invoiced at once, for what the event says was accepted."""
    if not awaits_invoice(event.order_id, event.part_id):
        return  # invoiced meanwhile, because what held it had ended
    if effective(DAYS).value == 0 and not held_by(event.order_id, event.part_id):
        ctx.call(issue_invoice, IssueInvoice(order_id=event.order_id, accepted=event.accepted, part_id=event.part_id))
    else:
        ctx.call(issue_waiting, IssueWaiting(order_id=event.order_id))


@subscribe("orders.claim_settled", name="invoicing.issue_claimed")
def on_claim_settled(ctx: Context, event: ClaimSettled) -> None:
    """An invoice that waited for the end of a claim is issued, for what the claim left of it."""
    ctx.call(issue_waiting, IssueWaiting(order_id=event.order_id))


@subscribe("orders.return_accepted", name="invoicing.issue_credit_note")
def on_return_accepted(ctx: Context, event: ReturnAccepted) -> None:
    ctx.call(issue_credit_note, IssueCreditNote(return_id=event.return_id))
