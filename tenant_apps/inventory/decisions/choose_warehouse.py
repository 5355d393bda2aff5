"""Where to take goods from when nobody said."""

from collections.abc import Sequence
from decimal import Decimal

from tenant_apps.inventory.types import Level


def choose_warehouse(levels: Sequence[Level], wanted: Decimal) -> Level | None:
    """The warehouse with the most free stock, the first by id among equals; None when it has too little."""
    if not levels:
        return None
    best = max(levels, key=lambda level: (level.free, -level.warehouse_id.int))
    return best if best.free >= wanted else None
