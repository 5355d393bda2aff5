"""Lock levels and write movements. Every change of stock goes through these few functions.

Levels are locked in the order of item and warehouse, always, so two orders that share items wait and never deadlock.
What is reserved is written here; what is on hand and kept back follows from the movement, by the database.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import transaction

from shared_apps.commands.context import Context
from tenant_apps.inventory.decisions.choose_lots import Shelf
from tenant_apps.inventory.models import StockBalance, StockLevel, StockMovement

_RESERVE = """
UPDATE inventory_stocklevel AS s SET reserved = s.reserved + d.reserved
FROM unnest(%s::uuid[], %s::numeric[]) AS d(id, reserved) WHERE s.id = d.id
"""


@dataclass(frozen=True, slots=True)
class Change:
    """What happens to the promises of one level."""

    level: StockLevel
    reserved: Decimal


@dataclass(frozen=True, slots=True)
class Move:
    """One movement to be written: `quantity` changes on hand, `quarantined` what of it is kept back."""

    item_id: UUID
    warehouse_id: UUID
    kind: str
    quantity: Decimal = Decimal(0)
    quarantined: Decimal = Decimal(0)
    bin_id: UUID | None = None
    lot_id: UUID | None = None
    owner_id: UUID | None = None
    note: str = ""
    explanation: Mapping[str, Any] | None = None


def today_of(ctx: Context) -> date:
    """Days of stock are days in UTC."""
    return ctx.now.astimezone(UTC).date()


def lock_levels(item_ids: Collection[UUID]) -> list[StockLevel]:
    """All levels of these items, locked."""
    rows = StockLevel.objects.select_for_update().filter(item_id__in=item_ids)
    return list(rows.order_by("item_id", "warehouse_id"))


def make_levels(keys: Iterable[tuple[UUID, UUID]]) -> None:
    """Levels of nothing for `(item, warehouse)`, where there are none yet."""
    rows = [StockLevel(item_id=item, warehouse_id=warehouse) for item, warehouse in sorted(set(keys))]
    StockLevel.objects.bulk_create(rows, ignore_conflicts=True)


def apply_changes(ctx: Context, changes: Collection[Change]) -> None:
    """Write what is reserved of locked levels in one statement; the table refuses what must not be."""
    merged: dict[UUID, Decimal] = {}
    for change in changes:
        merged[change.level.pk] = merged.get(change.level.pk, Decimal(0)) + change.reserved
    if not merged:
        return
    with transaction.get_connection(ctx.using).cursor() as cursor:
        cursor.execute(_RESERVE, [list(merged), list(merged.values())])


def record_movements(ctx: Context, moves: Sequence[Move], source: str, source_id: UUID) -> None:
    """Write movements; their balances and levels change with them. Levels must exist and be locked."""
    StockMovement.objects.bulk_create(
        StockMovement(
            item_id=move.item_id,
            warehouse_id=move.warehouse_id,
            kind=move.kind,
            quantity=move.quantity,
            quarantined=move.quarantined,
            bin_id=move.bin_id,
            lot_id=move.lot_id,
            owner_id=move.owner_id,
            note=move.note[:200],
            explanation=move.explanation,
            source=source,
            source_id=source_id,
            at=ctx.now,
        )
        for move in moves
        if move.quantity or move.quarantined
    )


def shelves_of(keys: Collection[tuple[UUID, UUID]]) -> dict[tuple[UUID, UUID], list[Shelf]]:
    """What could leave, by `(item, warehouse)`: the supplier's own goods that are not kept back."""
    found: dict[tuple[UUID, UUID], list[Shelf]] = {key: [] for key in keys}
    rows = StockBalance.objects.filter(
        item_id__in={item for item, _place in keys}, warehouse_id__in={place for _item, place in keys},
        owner__isnull=True, on_hand__gt=0,
    ).select_related("bin", "lot")  # fmt: skip
    for row in rows:
        if (row.item_id, row.warehouse_id) in found:
            found[(row.item_id, row.warehouse_id)].append(shelf_of(row))
    return found


def shelf_of(row: StockBalance) -> Shelf:
    """A balance as the choice of lots sees it; needs `bin` and `lot` selected."""
    return Shelf(
        bin_id=row.bin_id,
        lot_id=row.lot_id,
        usable=row.on_hand - row.quarantined,
        lot_code=row.lot.code if row.lot else "",
        expires_on=row.lot.expires_on if row.lot else None,
        received_at=row.lot.received_at if row.lot else None,
        bin_position=row.bin.position if row.bin else 0,
        bin_code=row.bin.code if row.bin else "",
    )
