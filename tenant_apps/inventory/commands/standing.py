"""What lies somewhere, locked, for commands of other apps that set it by somebody else's word."""

from collections.abc import Collection
from uuid import UUID

from shared_apps.commands.context import Context
from tenant_apps.inventory.commands.levels import lock_levels
from tenant_apps.inventory.types import Level


def lock_standing(ctx: Context, pairs: Collection[tuple[UUID, UUID]]) -> dict[tuple[UUID, UUID], Level]:
    """Levels of these items and warehouses, locked until the end of the transaction; what has no level is left out.

    All levels of the items are locked, in the order every other command locks them in.
    """
    wanted = set(pairs)
    rows = lock_levels({item for item, _warehouse in wanted}) if wanted else []
    return {
        (row.item_id, row.warehouse_id): Level(
            row.item_id, row.warehouse_id, row.on_hand, row.reserved, row.quarantined
        )
        for row in rows
        if (row.item_id, row.warehouse_id) in wanted
    }
