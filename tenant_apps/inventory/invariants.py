"""What must be true of stock.

Sums are made once over all rows and compared here: a sum per level asks the whole table again for each of them.
"""

from collections.abc import Mapping
from decimal import Decimal
from uuid import UUID

from django.db.models import F, Q, QuerySet, Sum

from shared_apps.foundation.invariants import invariant
from tenant_apps.inventory.models import StockHold, StockLevel, StockMovement

LIMIT = 100
NOTHING = Decimal(0)

Sums = Mapping[tuple[UUID, UUID], Decimal]


def _sums(rows: QuerySet[StockHold] | QuerySet[StockMovement]) -> Sums:
    """Quantity per item and warehouse."""
    grouped = rows.order_by().values_list("item_id", "warehouse_id").annotate(total=Sum("quantity"))
    return {(item, warehouse): total for item, warehouse, total in grouped}


@invariant("inventory.never_oversold")
def never_oversold() -> list[str]:
    """Nothing negative, nothing promised that is not there."""
    bad = StockLevel.objects.filter(
        Q(reserved__lt=0) | Q(quarantined__lt=0) | Q(on_hand__lt=F("reserved") + F("quarantined"))
    )
    return [f"level {pk} is oversold" for pk in bad.values_list("id", flat=True)[:LIMIT]]


@invariant("inventory.levels_equal_movements")
def levels_equal_movements() -> list[str]:
    """On hand is the sum of all movements of the item in the warehouse."""
    moved = _sums(StockMovement.objects.all())
    return _differences("on_hand", moved, "level {} shows {}, its movements say {}")


@invariant("inventory.reserved_equals_holds")
def reserved_equals_holds() -> list[str]:
    """Reserved is the sum of all holds that are still held."""
    held = _sums(StockHold.objects.filter(state="held"))
    return _differences("reserved", held, "level {} reserves {}, its holds say {}")


def _differences(column: str, sums: Sums, text: str) -> list[str]:
    found = []
    for pk, item, warehouse, value in StockLevel.objects.values_list(
        "id", "item_id", "warehouse_id", column
    ).iterator():
        total = sums.get((item, warehouse), NOTHING)
        if value != total:
            found.append(text.format(pk, value, total))
            if len(found) == LIMIT:
                break
    return found
