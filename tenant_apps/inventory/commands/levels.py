"""Lock levels and write their movements. Every change of stock goes through these few functions.

Levels are locked in the order of item and warehouse, always, so two orders that share items wait and never deadlock.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from django.db import transaction

from shared_apps.commands.context import Context
from tenant_apps.inventory.models import StockLevel, StockMovement

_APPLY = """
UPDATE inventory_stocklevel AS s SET on_hand = s.on_hand + d.on_hand, reserved = s.reserved + d.reserved
FROM unnest(%s::uuid[], %s::numeric[], %s::numeric[]) AS d(id, on_hand, reserved) WHERE s.id = d.id
"""


@dataclass(frozen=True, slots=True)
class Change:
    """What happens to one level: change on hand and change of what is reserved."""

    level: StockLevel
    on_hand: Decimal = Decimal(0)
    reserved: Decimal = Decimal(0)


def lock_levels(item_ids: Collection[UUID]) -> list[StockLevel]:
    """All levels of these items, locked."""
    rows = StockLevel.objects.select_for_update().filter(item_id__in=item_ids)
    return list(rows.order_by("item_id", "warehouse_id"))


def apply_changes(ctx: Context, changes: Collection[Change]) -> None:
    """Write locked levels in one statement; the checks of the table refuse what must not be."""
    if not changes:
        return
    merged: dict[UUID, list[Decimal]] = {}
    for change in changes:
        sums = merged.setdefault(change.level.pk, [Decimal(0), Decimal(0)])
        sums[0] += change.on_hand
        sums[1] += change.reserved
    ids = list(merged)
    with transaction.get_connection(ctx.using).cursor() as cursor:
        cursor.execute(_APPLY, [ids, [merged[pk][0] for pk in ids], [merged[pk][1] for pk in ids]])


def record_movements(
    ctx: Context, kind: str, quantities: Mapping[tuple[UUID, UUID], Decimal], source: str, source_id: UUID
) -> None:
    """One movement row per `(item, warehouse)`; `quantity` is the change on hand."""
    StockMovement.objects.bulk_create(
        StockMovement(
            item_id=item,
            warehouse_id=warehouse,
            kind=kind,
            quantity=quantity,
            source=source,
            source_id=source_id,
            at=ctx.now,
        )
        for (item, warehouse), quantity in quantities.items()
        if quantity
    )
