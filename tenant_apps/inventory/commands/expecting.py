"""The thresholds that follow from what is expected. A function for the commands of this app.

A level is compared with its point less what is expected: both columns are written here alone, under the level's lock.
"""

from collections.abc import Iterable
from decimal import Decimal
from uuid import UUID

from django.db import transaction

from shared_apps.commands.context import Context
from tenant_apps.inventory.commands.levels import lock_levels
from tenant_apps.inventory.models import ReorderPoint
from tenant_apps.inventory.queries.expected import Key, expected_at

_THRESHOLDS = """
UPDATE inventory_stocklevel AS s SET reorder_at = d.reorder_at, clear_at = d.clear_at
FROM unnest(%s::uuid[], %s::uuid[], %s::numeric[], %s::numeric[]) AS d(item_id, warehouse_id, reorder_at, clear_at)
WHERE s.item_id = d.item_id AND s.warehouse_id = d.warehouse_id
    AND (s.reorder_at, s.clear_at) IS DISTINCT FROM (d.reorder_at, d.clear_at)
"""


def follow_expected(ctx: Context, keys: Iterable[Key]) -> None:
    """Bring the thresholds of these levels up to what is expected now. Locks the levels of the items."""
    wanted = set(keys)
    if not wanted:
        return
    items = {item for item, _place in wanted}
    points = {
        (row.item_id, row.warehouse_id): row for row in ReorderPoint.objects.filter(item_id__in=items, point__gt=0)
    }
    lock_levels(items)
    expected = expected_at(wanted)
    rows: list[tuple[UUID, UUID, Decimal | None, Decimal | None]] = []
    for item, place in sorted(wanted):
        row = points.get((item, place))
        less = expected.get((item, place), Decimal(0))
        if row is None or row.point is None or row.clears_at is None:
            rows.append((item, place, None, None))
        else:
            rows.append((item, place, row.point - less, row.clears_at - less))
    with transaction.get_connection(ctx.using).cursor() as cursor:
        cursor.execute(_THRESHOLDS, [list(column) for column in zip(*rows, strict=True)])
