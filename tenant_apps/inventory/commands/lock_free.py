"""Lock the levels of an item and tell what is free: for who shares it out in the same transaction."""

from uuid import UUID

from shared_apps.commands.context import Context
from tenant_apps.inventory.commands.levels import lock_levels
from tenant_apps.inventory.queries.free import FreeStock, warehouse_names


def lock_free(ctx: Context, item_id: UUID) -> list[FreeStock]:
    """Free stock of the item per warehouse, locked until the commit."""
    levels = lock_levels({item_id})
    names = warehouse_names(level.warehouse_id for level in levels)
    return [
        FreeStock(
            item_id, level.warehouse_id, names[level.warehouse_id][0],
            level.on_hand - level.reserved - level.quarantined,
        )
        for level in levels
    ]  # fmt: skip
