"""Reorder points, alerts and expected supplies as the API shows them."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

import msgspec

from shared_apps.api.forms import QuantityOut, quantity
from shared_apps.foundation.actor import Actor
from tenant_apps.inventory.queries.reorder import find_point, standings


class ReasonsRecord(msgspec.Struct, frozen=True, kw_only=True):
    """The numbers a point was reckoned from, as decimal texts; days, and the item's unit for demand of a day."""

    days: int
    demand_mean: str
    demand_deviation: str
    lead_mean: str
    lead_deviation: str
    lead_seen: int
    lead_from: str
    review_days: int
    cover_days: int
    service_percent: str
    z: str | None


class PointRecord(msgspec.Struct, frozen=True, kw_only=True):
    """When an item is ordered again in a warehouse. `suggested` is how much to order now; 0 above the point."""

    id: UUID
    item_id: UUID
    sku: str
    warehouse_id: UUID
    is_chosen: bool
    safety: QuantityOut | None
    point: QuantityOut | None
    up_to: QuantityOut | None
    free: QuantityOut
    expected: QuantityOut
    suggested: QuantityOut
    bought_as_id: UUID | None
    reckoned_at: datetime | None
    reasons: ReasonsRecord | None


class AlertRecord(msgspec.Struct, frozen=True, kw_only=True):
    """Free and expected goods fell under the point: open or cleared. `draft_id` is the draft that orders again."""

    id: UUID
    item_id: UUID
    sku: str
    warehouse_id: UUID
    state: str
    point: QuantityOut
    free: QuantityOut
    expected: QuantityOut
    opened_at: datetime
    cleared_at: datetime | None
    draft_id: UUID | None


class SupplyRecord(msgspec.Struct, frozen=True, kw_only=True):
    """Goods that are expected, with the day first told and the day that counts; `is_late` once that is over."""

    id: UUID
    item_id: UUID
    sku: str
    warehouse_id: UUID
    supplier_name: str
    reference: str
    quantity: QuantityOut
    received: QuantityOut
    first_due_on: date
    due_on: date
    is_late: bool
    reason: str
    state: str
    source: str
    source_id: UUID | None
    ended_at: datetime | None


_POINT = ("safety", "point", "up_to")


def point_records(rows: Sequence[Any]) -> list[PointRecord]:
    """`rows` come with their item joined."""
    known = standings(rows)
    return [_point(row, known[(row.item_id, row.warehouse_id)]) for row in rows]


def point_record(actor: Actor, point_id: UUID) -> PointRecord:
    """One point; NotFound when the actor may not see it."""
    return point_records([find_point(actor, point_id)])[0]


def _point(row: Any, standing: Any) -> PointRecord:
    unit = row.item.unit
    own = {name: None if (value := getattr(row, name)) is None else quantity(value, unit) for name in _POINT}
    return PointRecord(
        id=row.id, item_id=row.item_id, sku=row.item.sku, warehouse_id=row.warehouse_id, is_chosen=row.is_chosen,
        bought_as_id=row.bought_as_id, reckoned_at=row.reckoned_at, free=quantity(standing.free, unit),
        expected=quantity(standing.expected, unit), suggested=quantity(standing.suggested, unit),
        reasons=ReasonsRecord(**row.facts) if row.facts else None, **own,
    )  # fmt: skip


def alert_records(rows: Sequence[Any]) -> list[AlertRecord]:
    """`rows` come with their item joined."""
    same = ("id", "item_id", "warehouse_id", "state", "opened_at", "cleared_at", "draft_id")
    return [
        AlertRecord(
            **{name: getattr(row, name) for name in same}, sku=row.item.sku,
            point=quantity(row.point, row.item.unit), free=quantity(row.free, row.item.unit),
            expected=quantity(row.expected, row.item.unit),
        )
        for row in rows
    ]  # fmt: skip


_SUPPLY = (
    "id", "item_id", "warehouse_id", "supplier_name", "reference", "first_due_on", "due_on", "is_late", "reason",
    "state", "source", "source_id", "ended_at",
)  # fmt: skip


def supply_records(rows: Sequence[Any]) -> list[SupplyRecord]:
    """`rows` come with their item joined."""
    return [
        SupplyRecord(
            **{name: getattr(row, name) for name in _SUPPLY}, sku=row.item.sku,
            quantity=quantity(row.quantity, row.item.unit), received=quantity(row.received, row.item.unit),
        )
        for row in rows
    ]  # fmt: skip
