"""Shipments as the API shows them."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec

from shared_apps.api.forms import QuantityOut, quantity
from shared_apps.foundation.actor import Actor
from tenant_apps.logistics.queries import find_shipment


class ShipmentSummary(msgspec.Struct, frozen=True, kw_only=True):
    """A shipment without its lines. `part_id` is set when it is a part of a divided order, `document_id` once the
    delivery note is rendered, `held_at` while it may not leave, `waits_for` (the code of a refusal) while automatic
    shipping waits for goods."""

    id: UUID
    number: str
    order_id: UUID
    part_id: UUID | None
    buyer_id: UUID
    seller_id: UUID
    state: str
    carrier: str
    tracking: str
    created_at: datetime
    shipped_at: datetime | None
    received_at: datetime | None
    document_id: UUID | None
    held_at: datetime | None
    held_why: str
    waits_for: str
    waits_since: datetime | None


class ShipmentLineRecord(msgspec.Struct, frozen=True, kw_only=True):
    order_line_id: UUID
    line_no: int
    item_id: UUID
    description: str
    quantity: QuantityOut


class ShipmentRecord(ShipmentSummary, frozen=True, kw_only=True):
    """A shipment with its lines."""

    lines: list[ShipmentLineRecord]


def _shipment(row: Any) -> dict[str, Any]:
    return {name: getattr(row, name) for name in ShipmentSummary.__struct_fields__}


def shipment_summaries(rows: Sequence[Any]) -> list[ShipmentSummary]:
    return [ShipmentSummary(**_shipment(row)) for row in rows]


def shipment_record(actor: Actor, shipment_id: UUID) -> ShipmentRecord:
    """One shipment with its lines; NotFound when the actor may not see it."""
    facts = find_shipment(actor, shipment_id)
    lines = [
        ShipmentLineRecord(
            order_line_id=line.order_line_id,
            line_no=line.line_no,
            item_id=line.item_id,
            description=line.description,
            quantity=quantity(line.quantity, line.unit),
        )
        for line in facts.lines
    ]
    return ShipmentRecord(**_shipment(facts), lines=lines)
