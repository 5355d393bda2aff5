"""Transfers and counts as the API shows them."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec

from shared_apps.api.forms import QuantityOut, quantity
from shared_apps.foundation.actor import Actor
from tenant_apps.inventory.queries.counts import SheetLine, find_count, sheet_of
from tenant_apps.inventory.queries.transfers import find_transfer, goods_of


class TransferSummary(msgspec.Struct, frozen=True, kw_only=True):
    """Goods between two warehouses: requested, approved, dispatched (in transit), closed or cancelled."""

    id: UUID
    number: str
    source_id: UUID
    target_id: UUID
    state: str
    reason: str
    due_at: datetime
    is_overdue: bool
    requested_at: datetime
    dispatched_at: datetime | None
    ended_at: datetime | None


class TransferPartRecord(msgspec.Struct, frozen=True, kw_only=True):
    """What was sent of one lot; `in_transit` is what has not arrived and is not given up."""

    id: UUID
    item_id: UUID
    lot: str
    sent: QuantityOut
    arrived: QuantityOut
    damaged: QuantityOut
    lost: QuantityOut
    over: QuantityOut
    in_transit: QuantityOut


class TransferLineRecord(msgspec.Struct, frozen=True, kw_only=True):
    item_id: UUID
    quantity: QuantityOut


class TransferRecord(TransferSummary, frozen=True, kw_only=True):
    """A transfer with what was asked for and what was sent."""

    lines: list[TransferLineRecord]
    parts: list[TransferPartRecord]


class CountSummary(msgspec.Struct, frozen=True, kw_only=True):
    """A count of a warehouse. `exact` of `counted` lines were right at once; both are 0 until it is closed."""

    id: UUID
    number: str
    warehouse_id: UUID
    method: str
    scope: str
    state: str
    planned_at: datetime
    ended_at: datetime | None
    counted: int
    exact: int


class CountLineRecord(msgspec.Struct, frozen=True, kw_only=True):
    """A line of a sheet. What the books say (`expected`) is told only once nobody counts it any more."""

    id: UUID
    item_id: UUID
    sku: str
    bin: str
    lot: str
    state: str
    found: QuantityOut | None
    expected: QuantityOut | None
    difference: QuantityOut | None
    counted_at: datetime | None


class CountRecord(CountSummary, frozen=True, kw_only=True):
    """A count with its sheet."""

    lines: list[CountLineRecord]


class TransferDifferenceRecord(msgspec.Struct, frozen=True, kw_only=True):
    """What of a transfer arrived less (shortage) or more (surplus) than was sent; stock is booked as it arrived."""

    id: UUID
    transfer_id: UUID
    part_id: UUID
    item_id: UUID
    kind: str
    quantity: QuantityOut
    reason: str
    state: str
    claim: str
    verdict: str
    count_id: UUID | None
    sent_back_id: UUID | None
    found_at: datetime
    ended_at: datetime | None


def difference_records(rows: Sequence[Any]) -> list[TransferDifferenceRecord]:
    skipped = ("transfer_id", "item_id", "quantity")
    names = [name for name in TransferDifferenceRecord.__struct_fields__ if name not in skipped]
    return [
        TransferDifferenceRecord(
            transfer_id=row.part.line.transfer_id, item_id=row.part.line.item_id,
            quantity=quantity(row.quantity, row.part.line.item.unit), **{name: getattr(row, name) for name in names},
        )
        for row in rows
    ]  # fmt: skip


def _same(kind: type[msgspec.Struct], row: Any) -> dict[str, Any]:
    return {name: getattr(row, name) for name in kind.__struct_fields__}


def transfer_records(rows: Sequence[Any]) -> list[TransferSummary]:
    return [TransferSummary(**_same(TransferSummary, row)) for row in rows]


def transfer_record(actor: Actor, transfer_id: UUID) -> TransferRecord:
    """One transfer; NotFound when the actor may not see it."""
    row = find_transfer(actor, transfer_id)
    goods = goods_of(row)
    names = ("sent", "arrived", "damaged", "lost", "over", "in_transit")
    parts = [
        TransferPartRecord(
            id=part.pk, item_id=one.line.item_id, lot=part.lot.code if part.lot else "",
            **{name: quantity(getattr(part, name), one.line.item.unit) for name in names},
        )
        for one in goods
        for part in one.parts
    ]  # fmt: skip
    lines = [
        TransferLineRecord(item_id=one.line.item_id, quantity=quantity(one.line.quantity, one.line.item.unit))
        for one in goods
    ]
    return TransferRecord(**_same(TransferSummary, row), lines=lines, parts=parts)


def count_records(rows: Sequence[Any]) -> list[CountSummary]:
    return [CountSummary(**_same(CountSummary, row)) for row in rows]


def count_record(actor: Actor, count_id: UUID) -> CountRecord:
    """One count with its sheet; NotFound when the actor may not see it."""
    row = find_count(actor, count_id)
    return CountRecord(**_same(CountSummary, row), lines=[_line(line) for line in sheet_of(row)])


def _line(line: SheetLine) -> CountLineRecord:
    told = {
        name: None if getattr(line, name) is None else quantity(getattr(line, name), line.unit)
        for name in ("found", "expected", "difference")
    }
    return CountLineRecord(
        id=line.id, item_id=line.item_id, sku=line.sku, bin=line.bin, lot=line.lot, state=line.state,
        counted_at=line.counted_at, **told,
    )  # fmt: skip
