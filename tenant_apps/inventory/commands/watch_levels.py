"""Open an alert where a level fell under its point, end it where it is well above again.

The database has noted which levels crossed; this reads those alone, however many levels there are.
"""

from datetime import datetime
from decimal import Decimal
from uuid import UUID

import msgspec

from shared_apps.commands import Context, command
from shared_apps.foundation.faults import faultpoint
from shared_apps.foundation.ids import uuid7
from shared_apps.foundation.quantity import plain
from tenant_apps.inventory.events import StockRecovered, StockRunsLow
from tenant_apps.inventory.models import StockAlert, StockCrossing, StockLevel
from tenant_apps.inventory.queries.expected import Key, expected_at

MOST = 500


class WatchLevels(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """`keys` are looked at besides what crossed: a sweep over everything."""

    keys: list[tuple[UUID, UUID]] = []


class WatchResult(msgspec.Struct, frozen=True, kw_only=True):
    looked_at: int
    opened: int
    cleared: int


@command("inventory.watch_levels", input=WatchLevels, system_only=True)
def watch_levels(ctx: Context, data: WatchLevels) -> WatchResult:
    """Look at levels that crossed their point, at most some hundred. Again is nothing.

    Locks the crossings it takes; two at the same moment take different ones.
    """
    crossed: dict[Key, datetime] = dict.fromkeys(data.keys, ctx.now)
    rows = list(StockCrossing.objects.select_for_update(skip_locked=True).order_by("seq")[:MOST])
    for row in reversed(rows):
        crossed[(row.item_id, row.warehouse_id)] = row.at
    levels = [
        row
        for row in StockLevel.objects.filter(item_id__in={item for item, _place in crossed}).order_by("id")
        if (row.item_id, row.warehouse_id) in crossed
    ]
    known = {
        (row.item_id, row.warehouse_id): row
        for row in StockAlert.objects.select_for_update()
        .filter(state="open", item_id__in={item for item, _place in crossed})
        .order_by("id")
    }
    expected = expected_at(crossed)
    opened = _open(ctx, [row for row in levels if _key(row) not in known and _is_low(row)], crossed, expected)
    over = [known[_key(row)] for row in levels if _key(row) in known and _is_clear(row)]
    for alert in over:
        alert.state, alert.cleared_at = "cleared", ctx.now
        ctx.emit(StockRecovered(alert_id=alert.pk, item_id=alert.item_id, warehouse_id=alert.warehouse_id))
    StockAlert.objects.bulk_update(over, ["state", "cleared_at"])
    StockCrossing.objects.filter(pk__in=[row.pk for row in rows]).delete()
    faultpoint("inventory.watch_levels.before_commit")
    ctx.audit(
        target="inventory.stock", target_id="alerts",
        facts={"looked_at": len(crossed), "opened": opened, "cleared": len(over)},
    )  # fmt: skip
    return WatchResult(looked_at=len(crossed), opened=opened, cleared=len(over))


def _open(ctx: Context, levels: list[StockLevel], crossed: dict[Key, datetime], expected: dict[Key, Decimal]) -> int:
    alerts = []
    for row in levels:
        coming = expected.get(_key(row), Decimal(0))
        alerts.append(
            StockAlert(
                id=uuid7(), item_id=row.item_id, warehouse_id=row.warehouse_id,
                point=(row.reorder_at or Decimal(0)) + coming, free=_free(row), expected=coming,
                crossed_at=crossed[_key(row)], opened_at=ctx.now,
            )
        )  # fmt: skip
    StockAlert.objects.bulk_create(alerts, ignore_conflicts=True)
    # Another look may have opened the same alert in the meantime: only ours is told of.
    made = set(StockAlert.objects.filter(pk__in=[row.pk for row in alerts]).values_list("pk", flat=True))
    for alert in alerts:
        if alert.pk in made:
            ctx.emit(
                StockRunsLow(
                    alert_id=alert.pk, item_id=alert.item_id, warehouse_id=alert.warehouse_id,
                    point=plain(alert.point), free=plain(alert.free), expected=plain(alert.expected),
                )
            )  # fmt: skip
    return len(made)


def _key(row: StockLevel) -> Key:
    return (row.item_id, row.warehouse_id)


def _free(row: StockLevel) -> Decimal:
    return row.on_hand - row.reserved - row.quarantined


def _is_low(row: StockLevel) -> bool:
    return row.reorder_at is not None and _free(row) < row.reorder_at


def _is_clear(row: StockLevel) -> bool:
    return row.clear_at is None or _free(row) >= row.clear_at
