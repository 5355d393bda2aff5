"""The timeline of a deal: everything that followed from it, in the order it happened.

Built from the rows of each step, not from a log: a step that did not happen cannot be shown as done.
"""

from uuid import UUID

from shared_apps.foundation.actor import Actor
from tenant_apps.invoicing.queries import list_of_order as invoices_of_order
from tenant_apps.invoicing.types import InvoiceFacts
from tenant_apps.logistics.queries import list_of_order as shipments_of_order
from tenant_apps.logistics.types import ShipmentFacts
from tenant_apps.orders.queries import find_of_deal
from tenant_apps.payments.queries import list_by_ids
from tenant_apps.settlement.models import Allocation
from tenant_apps.settlement.types import Step, StepKind, Timeline
from tenant_apps.trading.kernel.queries import find_deal, origin_of
from tenant_apps.trading.kernel.types import DealFacts

# What still has to come, in order, when it has not happened.
AHEAD: tuple[StepKind, ...] = ("order", "shipment", "receipt", "invoice", "payment", "settled")


def timeline(deal_id: UUID, actor: Actor) -> Timeline:
    """Steps of a deal the actor may see; refuses others without telling whether the deal exists."""
    deal = find_deal(actor, deal_id)
    steps = [*_origin(deal), Step("deal", "done", deal.number, deal.id, deal.formed_at, deal.total_minor)]
    order = find_of_deal(deal.id)
    papers: list[InvoiceFacts] = []
    if order is not None:
        steps.append(Step("order", "done", order.number, order.id, order.accepted_at, order.total_minor))
        for shipment in shipments_of_order(order.id):
            steps += _shipment(shipment)
        papers = invoices_of_order(order.id)
        steps += [_paper(row) for row in papers]
        steps += _payments(papers)
    if deal.settled_at is not None:
        steps.append(Step("settled", "done", deal.number, deal.id, deal.settled_at, deal.total_minor))
    steps += _ahead(deal, steps, papers)
    invoices = [row for row in papers if row.kind == "invoice"]
    return Timeline(
        deal_id=deal.id,
        deal_number=deal.number,
        currency=deal.currency,
        total_minor=deal.total_minor,
        invoiced_minor=sum(row.total_minor for row in invoices),
        paid_minor=sum(row.paid_minor for row in invoices),
        settled_at=deal.settled_at,
        cancelled_at=deal.cancelled_at,
        steps=tuple(steps),
    )


def _origin(deal: DealFacts) -> list[Step]:
    origin = origin_of(deal.id)
    if origin is None:
        return []
    return [
        Step("listing", "done", origin.event_number, origin.event_id, origin.published_at),
        Step("bid", "done", f"{origin.bid_seq}", origin.bid_id, origin.bid_at),
    ]


def _shipment(row: ShipmentFacts) -> list[Step]:
    if row.state == "cancelled":
        return [Step("shipment", "cancelled", row.number, row.id, row.created_at)]
    if row.shipped_at is None:
        return [Step("shipment", "current", row.number, row.id, None)]
    steps = [Step("shipment", "done", row.number, row.id, row.shipped_at, document_id=row.document_id)]
    if row.received_at is not None:
        steps.append(Step("receipt", "done", row.number, row.id, row.received_at))
    return steps


def _paper(row: InvoiceFacts) -> Step:
    kind: StepKind = "invoice" if row.kind == "invoice" else "credit_note"
    return Step(kind, "done", row.number, row.id, row.issued_at, row.total_minor, row.document_id)


def _payments(papers: list[InvoiceFacts]) -> list[Step]:
    shares: dict[UUID, int] = {}
    rows = Allocation.objects.filter(invoice_id__in=[row.id for row in papers], payment_id__isnull=False)
    for payment_id, amount in rows.values_list("payment_id", "amount_minor"):
        shares[payment_id] = shares.get(payment_id, 0) + amount
    if not shares:
        return []
    return [Step("payment", "done", row.number, row.id, row.paid_at, shares[row.id]) for row in list_by_ids(shares)]


def _ahead(deal: DealFacts, steps: list[Step], papers: list[InvoiceFacts]) -> list[Step]:
    """Steps still to come; the first of them is the current one."""
    if deal.cancelled_at is not None or deal.settled_at is not None:
        return []
    happened = {step.kind for step in steps if step.state != "cancelled"}
    if any(row.kind == "invoice" and row.paid_minor < row.total_minor for row in papers):
        happened.discard("payment")
    last = max((AHEAD.index(kind) for kind in happened if kind in AHEAD), default=-1)
    missing = [kind for index, kind in enumerate(AHEAD) if kind not in happened and index > last - 1]
    current = not any(step.state == "current" for step in steps)
    return [Step(kind, "current" if current and index == 0 else "waiting") for index, kind in enumerate(missing)]
