"""Shipments as their pages list them, cut to what the actor may see."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from shared_apps.api.paging import cut
from shared_apps.foundation.actor import Actor
from tenant_apps.logistics.models import Shipment

PAGE = 40
STATES = ("planned", "shipped", "received", "cancelled")


@dataclass(frozen=True, slots=True)
class ShipmentRow:
    id: UUID
    number: str
    state: str
    order_id: UUID
    order_number: str
    buyer_id: UUID
    buyer: str
    seller: str
    carrier: str
    tracking: str
    created_at: datetime
    shipped_at: datetime | None
    received_at: datetime | None

    def partner_of(self, company_id: UUID | None) -> str:
        return self.seller if company_id == self.buyer_id else self.buyer


@dataclass(frozen=True, slots=True)
class Page:
    rows: Sequence[Any]
    next_cursor: str


def shipments_of(actor: Actor, filters: Mapping[str, str]) -> QuerySet[Shipment]:
    """Shipments of one view, side and search."""
    rows = Shipment.objects.visible_to(actor)
    if filters.get("view") in STATES:
        rows = rows.filter(state=filters["view"])
    if actor.company_id and filters.get("side") in ("buy", "sell"):
        rows = rows.filter(**{"buyer_id" if filters["side"] == "buy" else "seller_id": actor.company_id})
    for word in filters.get("q", "").split():
        rows = rows.filter(
            Q(number__icontains=word)
            | Q(order__number__icontains=word)
            | Q(tracking__icontains=word)
            | Q(carrier__icontains=word)
            | Q(buyer__name__icontains=word)
            | Q(seller__name__icontains=word)
        )
    return rows


def shipment_counts(actor: Actor) -> dict[str, int]:
    found = dict(Shipment.objects.visible_to(actor).values_list("state").annotate(times=Count("pk")).order_by())
    found["all"] = sum(found.values())
    return found


def shipment_page(actor: Actor, filters: Mapping[str, str], cursor: str | None, limit: int = PAGE) -> Page:
    rows = shipments_of(actor, filters).select_related("buyer", "seller", "order")
    found = cut(rows, "shipments", cursor=cursor, limit=limit)
    return Page([_row(row) for row in found.rows], found.next_cursor)


def shipment_export(actor: Actor, filters: Mapping[str, str]) -> list[ShipmentRow]:
    rows = shipments_of(actor, filters).select_related("buyer", "seller", "order").order_by("-id")
    return [_row(row) for row in rows.iterator(chunk_size=1000)]


def waiting(actor: Actor, state: str, side: str, limit: int) -> tuple[int, list[ShipmentRow]]:
    """Shipments that wait for this company, oldest first, and how many there are."""
    rows = shipments_of(actor, {"view": state, "side": side})
    found = rows.select_related("buyer", "seller", "order").order_by("id")[:limit]
    return rows.count(), [_row(row) for row in found]


def _row(row: Shipment) -> ShipmentRow:
    return ShipmentRow(
        id=row.pk,
        number=row.number,
        state=row.state,
        order_id=row.order_id,
        order_number=row.order.number,
        buyer_id=row.buyer_id,
        buyer=row.buyer.name,
        seller=row.seller.name,
        carrier=row.carrier,
        tracking=row.tracking,
        created_at=row.created_at,
        shipped_at=row.shipped_at,
        received_at=row.received_at,
    )
