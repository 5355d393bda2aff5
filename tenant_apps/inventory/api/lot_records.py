"""Balances, lots, bins and quarantines as the API shows them."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

import msgspec

from shared_apps.api.forms import QuantityOut, quantity
from shared_apps.foundation.actor import Actor
from tenant_apps.inventory.queries.lots import Step, trace_lot


class BalanceRecord(msgspec.Struct, frozen=True, kw_only=True):
    """What lies in one bin of one lot. Without `owner_id` it is the supplier's own; others' goods are not sold."""

    id: UUID
    item_id: UUID
    sku: str
    warehouse_id: UUID
    bin: str
    lot_id: UUID | None
    lot: str
    expires_on: date | None
    owner_id: UUID | None
    on_hand: QuantityOut
    quarantined: QuantityOut


class LotRecord(msgspec.Struct, frozen=True, kw_only=True):
    """A batch of an item. It can be sold up to and with the day `expires_on` (UTC)."""

    id: UUID
    item_id: UUID
    sku: str
    code: str
    expires_on: date | None
    received_at: datetime


class StepRecord(msgspec.Struct, frozen=True, kw_only=True):
    """One movement. `source` and `source_id` name why; `passed` are lots that were passed over when this one left."""

    at: datetime
    kind: str
    warehouse: str
    bin: str
    quantity: QuantityOut
    note: str
    source: str
    source_id: UUID
    rank: int | None
    passed: list[str]


class LotTraceRecord(LotRecord, frozen=True, kw_only=True):
    """A lot with where it came from and where it went."""

    on_hand: QuantityOut
    quarantined: QuantityOut
    in_transit: QuantityOut
    came: list[StepRecord]
    went: list[StepRecord]


class BinRecord(msgspec.Struct, frozen=True, kw_only=True):
    """A place inside a warehouse. `blocked_for` says why nothing is put into it; empty where goods may come in."""

    id: UUID
    warehouse_id: UUID
    code: str
    zone: str
    position: int
    blocked_for: str


class QuarantineRecord(msgspec.Struct, frozen=True, kw_only=True):
    """Goods kept back. `cause` is person, expired, damaged or returned; `state` open, released or scrapped."""

    id: UUID
    item_id: UUID
    sku: str
    warehouse_id: UUID
    bin: str
    lot: str
    quantity: QuantityOut
    cause: str
    reason: str
    state: str
    made_at: datetime
    ended_at: datetime | None
    end_reason: str


def balance_records(rows: Sequence[Any]) -> list[BalanceRecord]:
    return [
        BalanceRecord(
            id=row.pk, item_id=row.item_id, sku=row.item.sku, warehouse_id=row.warehouse_id,
            bin=row.bin.code if row.bin else "", lot_id=row.lot_id, lot=row.lot.code if row.lot else "",
            expires_on=row.lot.expires_on if row.lot else None, owner_id=row.owner_id,
            on_hand=quantity(row.on_hand, row.item.unit), quarantined=quantity(row.quarantined, row.item.unit),
        )
        for row in rows
    ]  # fmt: skip


def lot_records(rows: Sequence[Any]) -> list[LotRecord]:
    return [
        LotRecord(
            id=row.pk, item_id=row.item_id, sku=row.item.sku, code=row.code, expires_on=row.expires_on,
            received_at=row.received_at,
        )
        for row in rows
    ]  # fmt: skip


def trace_record(actor: Actor, lot_id: UUID) -> LotTraceRecord:
    """One lot with its whole way; NotFound when it is not the actor's."""
    found = trace_lot(actor, lot_id)
    return LotTraceRecord(
        id=found.id, item_id=found.item_id, sku=found.sku, code=found.code, expires_on=found.expires_on,
        received_at=found.received_at, on_hand=quantity(found.on_hand, found.unit),
        quarantined=quantity(found.quarantined, found.unit), in_transit=quantity(found.in_transit, found.unit),
        came=[_step(step, found.unit) for step in found.came], went=[_step(step, found.unit) for step in found.went],
    )  # fmt: skip


def _step(step: Step, unit: str) -> StepRecord:
    return StepRecord(
        at=step.at, kind=step.kind, warehouse=step.warehouse, bin=step.bin, quantity=quantity(step.quantity, unit),
        note=step.note, source=step.source, source_id=step.source_id, rank=step.why.get("rank"),
        passed=[one["lot"] for one in step.why.get("passed", ())],
    )  # fmt: skip


def bin_records(rows: Sequence[Any]) -> list[BinRecord]:
    return [BinRecord(**{name: getattr(row, name) for name in BinRecord.__struct_fields__}) for row in rows]


_SAME = ("id", "item_id", "warehouse_id", "cause", "reason", "state", "made_at", "ended_at", "end_reason")


def quarantine_records(rows: Sequence[Any]) -> list[QuarantineRecord]:
    return [
        QuarantineRecord(
            **{name: getattr(row, name) for name in _SAME},
            sku=row.item.sku, bin=row.bin.code if row.bin else "", lot=row.lot.code if row.lot else "",
            quantity=quantity(row.quantity, row.item.unit),
        )
        for row in rows
    ]  # fmt: skip
