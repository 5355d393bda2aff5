"""Warehouses and stock as the API shows them."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec

from shared_apps.api.forms import QuantityOut, quantity


class WarehouseRecord(msgspec.Struct, frozen=True, kw_only=True):
    """A place where a company keeps stock."""

    id: UUID
    company_id: UUID
    code: str
    name: str
    country: str


class StockRecord(msgspec.Struct, frozen=True, kw_only=True):
    """Stock of one item in one warehouse. `free` is on hand and not promised."""

    id: UUID
    item_id: UUID
    sku: str
    warehouse_id: UUID
    on_hand: QuantityOut
    reserved: QuantityOut
    free: QuantityOut


class MovementRecord(msgspec.Struct, frozen=True, kw_only=True):
    """One change of what is on hand. `source` and `source_id` name why."""

    seq: int
    item_id: UUID
    warehouse_id: UUID
    kind: str
    quantity: QuantityOut
    source: str
    source_id: UUID
    at: datetime


def warehouse_records(rows: Sequence[Any]) -> list[WarehouseRecord]:
    return [WarehouseRecord(**{name: getattr(row, name) for name in WarehouseRecord.__struct_fields__}) for row in rows]


def stock_records(rows: Sequence[Any]) -> list[StockRecord]:
    """`rows` come with their item joined."""
    return [
        StockRecord(
            id=row.id,
            item_id=row.item_id,
            sku=row.item.sku,
            warehouse_id=row.warehouse_id,
            on_hand=quantity(row.on_hand, row.item.unit),
            reserved=quantity(row.reserved, row.item.unit),
            free=quantity(row.on_hand - row.reserved - row.quarantined, row.item.unit),
        )
        for row in rows
    ]


def movement_records(rows: Sequence[Any]) -> list[MovementRecord]:
    """`rows` come with their item joined."""
    same = ("seq", "item_id", "warehouse_id", "kind", "source", "source_id", "at")
    return [
        MovementRecord(**{name: getattr(row, name) for name in same}, quantity=quantity(row.quantity, row.item.unit))
        for row in rows
    ]
