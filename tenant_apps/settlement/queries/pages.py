"""Everything the page of one deal shows, read at once and cut to what the actor may see.

The deal is cut first; what follows from it belongs to the same two companies and needs no second look. Ledger entries
do: each company sees only its own legs.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from shared_apps.audit.queries import AuditLine, list_for_target
from shared_apps.foundation.actor import Actor
from shared_apps.foundation.money import Money
from tenant_apps.invoicing.queries import list_of_order as invoices_of_order
from tenant_apps.invoicing.types import InvoiceFacts
from tenant_apps.ledger.queries import entries_for
from tenant_apps.ledger.types import EntryFacts
from tenant_apps.logistics.queries import list_of_order as shipments_of_order
from tenant_apps.logistics.types import ShipmentFacts
from tenant_apps.orders.queries import find_of_deal
from tenant_apps.orders.types import OrderFacts
from tenant_apps.parties.queries import CompanyFacts, list_by_ids
from tenant_apps.settlement.queries.timeline import timeline
from tenant_apps.settlement.types import Timeline
from tenant_apps.trading.kernel.queries import find_deal
from tenant_apps.trading.kernel.types import DealFacts


@dataclass(frozen=True, slots=True)
class InvoiceRow:
    """An invoice or credit note of the deal with its state of payment."""

    facts: InvoiceFacts
    total: Money
    paid: Money
    state: str


@dataclass(frozen=True, slots=True)
class FileRow:
    """A paper of the deal. `document_id` is None while it is not rendered yet."""

    kind: str
    number: str
    document_id: UUID


@dataclass(frozen=True, slots=True)
class DealView:
    deal: DealFacts
    timeline: Timeline
    state: str
    buyer: CompanyFacts
    seller: CompanyFacts
    order: OrderFacts | None
    shipments: Sequence[ShipmentFacts]
    invoices: Sequence[InvoiceRow]
    files: Sequence[FileRow]
    entries: Sequence[EntryFacts]
    history: Sequence[AuditLine]


def deal_view(actor: Actor, deal_id: UUID, now: datetime) -> DealView:
    """The deal with all that followed; NotFound when it is not for this actor."""
    deal = find_deal(actor, deal_id)
    line = timeline(deal_id, actor)
    companies = list_by_ids([deal.buyer_id, deal.seller_id])
    order = find_of_deal(deal_id)
    shipments = shipments_of_order(order.id) if order else []
    papers = invoices_of_order(order.id) if order else []
    sources = [*(row.id for row in papers), *(step.id for step in line.steps if step.kind == "payment" and step.id)]
    return DealView(
        deal=deal,
        timeline=line,
        state="cancelled" if deal.cancelled_at else "settled" if deal.settled_at else "open",
        buyer=companies[deal.buyer_id],
        seller=companies[deal.seller_id],
        order=order,
        shipments=shipments,
        invoices=[_invoice(row, now) for row in papers],
        files=_files(shipments, papers),
        entries=entries_for(sources, actor) if actor.may("ledger.view_entry") else [],
        history=_history(deal_id, order),
    )


def state_of_invoice(row: InvoiceFacts, now: datetime) -> str:
    """Paid, part paid, overdue or due; of a credit note used up or open."""
    if row.kind == "credit_note":
        return "used" if row.paid_minor >= row.total_minor else "open"
    if row.paid_minor >= row.total_minor:
        return "paid"
    if row.due_date < now.date():
        return "overdue"
    return "part_paid" if row.paid_minor else "due"


def _invoice(row: InvoiceFacts, now: datetime) -> InvoiceRow:
    return InvoiceRow(
        row, Money(row.total_minor, row.currency), Money(row.paid_minor, row.currency), state_of_invoice(row, now)
    )


def _files(shipments: Sequence[ShipmentFacts], papers: Sequence[InvoiceFacts]) -> list[FileRow]:
    notes = [FileRow("delivery_note", row.number, row.document_id) for row in shipments if row.document_id]
    return notes + [FileRow(row.kind, row.number, row.document_id) for row in papers if row.document_id]


def _history(deal_id: UUID, order: OrderFacts | None) -> list[AuditLine]:
    lines = list(list_for_target("trading.deal", str(deal_id), 10))
    if order is not None:
        lines += list_for_target("orders.order", str(order.id), 10)
    return sorted(lines, key=lambda one: one.at, reverse=True)[:12]
