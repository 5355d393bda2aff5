"""Open an alert where a level fell under its point, end it where it is well above again.

The database has noted which levels crossed and what they stood at; this reads no level, however many there are.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from uuid import UUID

import msgspec
from django.db import transaction

from shared_apps.commands import Context, command
from shared_apps.foundation.faults import faultpoint
from shared_apps.foundation.ids import uuid7
from shared_apps.foundation.quantity import plain
from shared_apps.outbox import jobs
from shared_apps.tenancy import scope
from tenant_apps.inventory.events import StockRecovered, StockRunsLow
from tenant_apps.inventory.models import StockAlert, StockCrossing, StockLevel, Warehouse
from tenant_apps.inventory.queries.expected import Key, expected_at
from tenant_apps.rulesets.queries import effective

MOST = 500
NOTICE_JOB = "inventory.low_notice"


class WatchLevels(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """`keys` are looked at besides what crossed: a sweep over everything."""

    keys: list[tuple[UUID, UUID]] = []


class WatchResult(msgspec.Struct, frozen=True, kw_only=True):
    looked_at: int
    opened: int
    cleared: int


@dataclass(frozen=True, slots=True)
class _State:
    """Where a level stands against its point."""

    at: datetime
    free: Decimal
    reorder_at: Decimal | None
    clear_at: Decimal | None

    @property
    def is_low(self) -> bool:
        return self.reorder_at is not None and self.free < self.reorder_at

    @property
    def is_clear(self) -> bool:
        return self.clear_at is None or self.free >= self.clear_at


@command("inventory.watch_levels", input=WatchLevels, system_only=True)
def watch_levels(ctx: Context, data: WatchLevels) -> WatchResult:
    """Look at levels that crossed their point, at most some hundred. Again is nothing.

    One look at a time: crossings of one level are judged in their order. A second one passes by, a sweep waits.
    """
    if not _alone(ctx, waits=bool(data.keys)):
        return WatchResult(looked_at=0, opened=0, cleared=0)
    rows = list(StockCrossing.objects.order_by("seq")[:MOST])
    states = {(one.item_id, one.warehouse_id): _State(one.at, one.free, one.reorder_at, one.clear_at) for one in rows}
    states |= _levels(ctx, data.keys)
    known = {
        (row.item_id, row.warehouse_id): row
        for row in StockAlert.objects.select_for_update()
        .filter(state="open", item_id__in={item for item, _place in states})
        .order_by("id")
    }
    opened = _open(ctx, {key: one for key, one in states.items() if key not in known and one.is_low})
    over = [known[key] for key, one in states.items() if key in known and one.is_clear]
    for alert in over:
        alert.state, alert.cleared_at = "cleared", ctx.now
        ctx.emit(StockRecovered(alert_id=alert.pk, item_id=alert.item_id, warehouse_id=alert.warehouse_id))
    StockAlert.objects.bulk_update(over, ["state", "cleared_at"])
    StockCrossing.objects.filter(pk__in=[row.pk for row in rows]).delete()
    faultpoint("inventory.watch_levels.before_commit")
    ctx.audit(
        target="inventory.stock", target_id="alerts",
        facts={"looked_at": len(states), "opened": opened, "cleared": len(over)},
    )  # fmt: skip
    return WatchResult(looked_at=len(states), opened=opened, cleared=len(over))


def _alone(ctx: Context, *, waits: bool) -> bool:
    """Whether no other look is at work in this marketplace, until the commit."""
    lock = "pg_advisory_xact_lock" if waits else "pg_try_advisory_xact_lock"
    with transaction.get_connection(ctx.using).cursor() as cursor:
        cursor.execute(f"SELECT {lock}(hashtextextended(%s, 0))", [f"inventory.crossings|{scope.key()}"])
        return waits or bool(cursor.fetchone()[0])


def _levels(ctx: Context, keys: Collection[Key]) -> dict[Key, _State]:
    """What levels stand at now, for a sweep."""
    if not keys:
        return {}
    wanted = set(keys)
    rows = StockLevel.objects.filter(item_id__in={item for item, _place in wanted}).order_by("id")
    return {
        (row.item_id, row.warehouse_id): _State(
            ctx.now, row.on_hand - row.reserved - row.quarantined, row.reorder_at, row.clear_at
        )
        for row in rows
        if (row.item_id, row.warehouse_id) in wanted
    }


def _open(ctx: Context, states: Mapping[Key, _State]) -> int:
    if not states:
        return 0
    expected = expected_at(states)
    alerts = []
    for (item, place), one in states.items():
        coming = expected.get((item, place), Decimal(0))
        alerts.append(
            StockAlert(
                id=uuid7(), item_id=item, warehouse_id=place, point=(one.reorder_at or Decimal(0)) + coming,
                free=one.free, expected=coming, crossed_at=one.at, opened_at=ctx.now,
            )
        )  # fmt: skip
    StockAlert.objects.bulk_create(alerts)
    for alert in alerts:
        ctx.emit(
            StockRunsLow(
                alert_id=alert.pk, item_id=alert.item_id, warehouse_id=alert.warehouse_id,
                point=plain(alert.point), free=plain(alert.free), expected=plain(alert.expected),
            )
        )  # fmt: skip
    _owe_letters(ctx, alerts)
    return len(alerts)


def _owe_letters(ctx: Context, alerts: Collection[StockAlert]) -> None:
    """One letter for each company whose goods run low."""
    if not effective("stock.alert_mail").value:
        return
    places = Warehouse.objects.filter(pk__in={alert.warehouse_id for alert in alerts})
    company_of = dict(places.values_list("pk", "company_id"))
    mine: dict[UUID, list[str]] = {}
    for alert in alerts:
        mine.setdefault(company_of[alert.warehouse_id], []).append(str(alert.pk))
    for ids in mine.values():
        jobs.enqueue(NOTICE_JOB, f"Low stock: {len(ids)}", {"ids": ids}, at=ctx.now)
