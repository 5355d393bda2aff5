"""Shipments that automatic shipping could not send, and what they wait for."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from shared_apps.foundation.actor import Actor
from tenant_apps.catalogue.queries import get_items
from tenant_apps.logistics.models import Shipment

# At one word of stock; what is left goes at the next, or by hand.
AT_ONCE = 50


@dataclass(frozen=True, slots=True)
class Waiting:
    """`code` is that of the refusal; `available` of `wanted` are good enough to leave, in `unit`."""

    shipment_id: UUID
    number: str
    code: str
    since: datetime | None
    item: str
    available: str
    wanted: str
    unit: str


def waiting_for_goods(item_id: UUID) -> list[UUID]:
    """Planned shipments that wait for this item, the oldest first."""
    rows = Shipment.objects.filter(state="planned", waits_facts__item_id=str(item_id), held_at__isnull=True)
    return list(rows.exclude(waits_for="").order_by("waits_since", "id").values_list("id", flat=True)[:AT_ONCE])


def waiting_of_order(actor: Actor, order_id: UUID) -> list[Waiting]:
    """What of an order waits for goods, if this actor may see its shipments."""
    rows = Shipment.objects.visible_to(actor).filter(order_id=order_id, state="planned").exclude(waits_for="")
    return [waiting_of(row) for row in rows.order_by("id")]


def waiting_of(row: Any) -> Waiting:
    """What one shipment waits for."""
    facts = row.waits_facts
    items = get_items([UUID(facts["item_id"])]) if facts.get("item_id") else {}
    return Waiting(
        row.pk, row.number, row.waits_for, row.waits_since, next((one.name for one in items.values()), ""),
        str(facts.get("available", "")), str(facts.get("wanted", "")), str(facts.get("unit", "")),
    )  # fmt: skip
