"""What has arrived of an order, delivery by delivery, with what it costs as its invoice says or will say.

Not cut by actor: for orders cut already.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from tenant_apps.inventory.queries import received_of
from tenant_apps.invoicing.queries import expected_lines
from tenant_apps.invoicing.types import InvoiceLineFacts
from tenant_apps.logistics.queries import list_of_order as shipments_of_order
from tenant_apps.logistics.types import ShipmentFacts
from tenant_apps.orders.queries import parts_of_order
from tenant_apps.orders.types import OrderFacts


@dataclass(frozen=True, slots=True)
class Delivery:
    """A shipment that arrived. `lines` by order line: the accepted quantity and what it costs."""

    shipment: ShipmentFacts
    received_at: datetime
    lines: Mapping[UUID, InvoiceLineFacts]


def deliveries_of(order: OrderFacts) -> list[Delivery]:
    """Everything that has arrived of an order, oldest first."""
    there = [row for row in shipments_of_order(order.id) if row.received_at is not None]
    accepted: dict[UUID, dict[UUID, Decimal]] = {row.id: {} for row in there}
    for row in received_of([one.id for one in there]):
        mine = accepted[row.shipment_id]
        mine[row.order_line_id] = mine.get(row.order_line_id, Decimal(0)) + row.accepted
    return [
        Delivery(row, row.received_at, expected_lines(order, row.part_id, accepted[row.id]))
        for row in there
        if row.received_at is not None
    ]


def on_their_way(order_id: UUID) -> list[ShipmentFacts]:
    """Shipments that were sent and have not been received."""
    return [row for row in shipments_of_order(order_id) if row.state == "shipped"]


def home_of(order_id: UUID, shipment_id: UUID) -> UUID | None:
    """The warehouse a delivery left from, where it is one for all of its lines."""
    part = next((row.part_id for row in shipments_of_order(order_id) if row.id == shipment_id), None)
    return next((one.warehouse_id for one in parts_of_order(order_id) if one.id == part), None)


@dataclass(frozen=True, slots=True)
class Accepted:
    """What of a line can be claimed: so much of what was accepted, which costs so much with tax."""

    quantity: Decimal
    claimable: Decimal
    gross_minor: int


def accepted_of(order: OrderFacts, chosen: Sequence[Delivery], every: Sequence[Delivery]) -> dict[UUID, Accepted]:
    """By order line, of the chosen deliveries; what came back of all of them can be claimed no more."""
    found = {}
    for line in order.lines:
        mine = [one.lines[line.id] for one in chosen if line.id in one.lines]
        if not mine:
            continue
        quantity = sum((one.quantity for one in mine), Decimal(0))
        all_of_it = sum((one.lines[line.id].quantity for one in every if line.id in one.lines), Decimal(0))
        gross = sum(one.net_minor + one.tax_minor for one in mine)
        found[line.id] = Accepted(quantity, min(quantity, all_of_it - line.returned), gross)
    return found


@dataclass(frozen=True, slots=True)
class DeliveryTab:
    """A delivery that a claim can be about; without an id all that has arrived. `coming`: it is received with it."""

    id: UUID | None
    number: str
    coming: bool = False


@dataclass(frozen=True, slots=True)
class Choice:
    """What a claim to be is about, by order line how much, and what else it could be about."""

    tabs: Sequence[DeliveryTab]
    key: UUID | None
    shipment_id: UUID | None
    coming: bool
    goods: Mapping[UUID, Decimal]


def deliveries_to_claim(order: OrderFacts, wanted: UUID | None) -> Choice | None:
    """The wanted delivery, or all that arrived, or what is on its way; None where nothing of an order is."""
    every = deliveries_of(order)
    coming = on_their_way(order.id)
    tabs = [DeliveryTab(one.shipment.id, one.shipment.number) for one in every]
    tabs += [DeliveryTab(row.id, row.number, coming=True) for row in coming]
    if len(every) > 1:
        tabs.insert(0, DeliveryTab(None, ""))
    picked = next((tab for tab in tabs if tab.id == wanted), tabs[0] if tabs else None)
    if picked is None:
        return None
    if picked.coming:
        part_id = next(row.part_id for row in coming if row.id == picked.id)
        parts = {one.id: one for one in parts_of_order(order.id)}
        sent = parts[part_id].lines if part_id in parts else ()
        goods = {line.order_line_id: line.quantity for line in sent} or {line.id: line.quantity for line in order.lines}
    else:
        chosen = [one for one in every if picked.id in (None, one.shipment.id)]
        goods = {key: one.claimable for key, one in accepted_of(order, chosen, every).items()}
    return Choice(tabs, picked.id, picked.id, picked.coming, goods)
