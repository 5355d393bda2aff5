"""Invoice what has arrived once it is time and nothing stands in the way.

Whether something waits is said by the order or its part, which is delivered and not invoiced, so that asking again
issues nothing twice; what was accepted is said by the goods receipt.
"""

from datetime import datetime, timedelta
from decimal import Decimal
from uuid import UUID

import msgspec

from shared_apps.commands import Context, command
from shared_apps.foundation.faults import faultpoint
from shared_apps.foundation.quantity import plain
from shared_apps.outbox import jobs
from tenant_apps.inventory.queries import received_of
from tenant_apps.invoicing.commands.gates import held_by
from tenant_apps.invoicing.commands.issue_invoice import IssueInvoice, issue_invoice
from tenant_apps.logistics.queries import list_of_order as shipments_of
from tenant_apps.logistics.types import ShipmentFacts
from tenant_apps.orders.queries import awaits_invoice, get_order
from tenant_apps.rulesets.queries import effective

DAYS = "fulfilment.invoice_days"
ISSUE_JOB = "invoicing.issue_waiting"


class IssueWaiting(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    order_id: UUID


class WaitingIssued(msgspec.Struct, frozen=True, kw_only=True):
    """How many invoices were issued."""

    issued: int


def due_at(received_at: datetime) -> datetime:
    """When goods that arrived then are invoiced, if nothing stands in the way."""
    return received_at + timedelta(days=int(str(effective(DAYS).value)))


@command("invoicing.issue_waiting", input=IssueWaiting, system_only=True)
def issue_waiting(ctx: Context, data: IssueWaiting) -> WaitingIssued:
    """Issue the invoices of an order that are due and that nothing holds; look again when others are due.

    Whoever holds one asks again when it does so no more. Locks what `issue_invoice` does.
    """
    issued = 0
    for shipment in shipments_of(data.order_id):
        if shipment.received_at is None or not awaits_invoice(shipment.order_id, shipment.part_id):
            continue
        at = due_at(shipment.received_at)
        if at > ctx.now:
            _look_again(shipment, at)
        elif not held_by(shipment.order_id, shipment.part_id):
            ctx.call(issue_invoice, invoice_of(shipment))
            issued += 1
        faultpoint("invoicing.between_waiting")
    number = get_order(data.order_id, lines=False).number
    ctx.audit(target="orders.order", target_id=data.order_id, facts={"number": number, "issued": issued})
    return WaitingIssued(issued=issued)


def invoice_of(shipment: ShipmentFacts) -> IssueInvoice:
    """The invoice of a received shipment: what its receipt says was accepted."""
    taken: dict[UUID, Decimal] = {}
    for row in received_of([shipment.id]):
        taken[row.order_line_id] = taken.get(row.order_line_id, Decimal(0)) + row.accepted
    accepted = {pk: plain(quantity) for pk, quantity in taken.items()}
    return IssueInvoice(order_id=shipment.order_id, accepted=accepted, part_id=shipment.part_id)


def _look_again(shipment: ShipmentFacts, at: datetime) -> None:
    jobs.enqueue(ISSUE_JOB, f"Invoice for {shipment.number}", {"order_id": str(shipment.order_id)}, at=at)
