"""The clock of stock: lots that expire, transfers and supplies that are due, points that are reckoned each night."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from shared_apps.commands import run
from shared_apps.foundation.actor import Actor
from shared_apps.outbox import daily, looks
from shared_apps.outbox.jobs import Progress, job
from tenant_apps.inventory import notices
from tenant_apps.inventory.commands import (
    ExpireLots,
    MarkLate,
    MarkOverdue,
    ProjectDemand,
    ReckonStock,
    WatchLevels,
    expire_lots,
    mark_supplies_late,
    mark_transfer_overdue,
    project_demand_of_days,
    reckon_stock,
    watch_levels,
)
from tenant_apps.inventory.commands.goods import EXPIRE_JOB
from tenant_apps.inventory.commands.supplies import LATE_JOB
from tenant_apps.inventory.commands.transfers import DUE_JOB
from tenant_apps.inventory.commands.watch_levels import NOTICE_JOB
from tenant_apps.inventory.queries.reorder import has_crossings

CLOCK = Actor.system("inventory.clock")
RECKON_JOB = "inventory.reckon"
# Items in one transaction: their levels are locked as long as it takes.
CHUNK = 200
# In one look; what is left is the next one's.
ROUNDS = 20

job(NOTICE_JOB)(notices.send)


@job(EXPIRE_JOB)
def expire(payload: Mapping[str, Any], progress: Progress) -> Mapping[str, Any]:
    """Keep back what has expired; harmless when somebody did it before."""
    return {"kept_back": run(expire_lots, CLOCK, ExpireLots()).kept_back}


@job(DUE_JOB)
def due(payload: Mapping[str, Any], progress: Progress) -> Mapping[str, Any]:
    """Say that a transfer is late; harmless when it has arrived."""
    return {"state": run(mark_transfer_overdue, CLOCK, MarkOverdue(transfer_id=UUID(payload["transfer_id"]))).state}


@job(LATE_JOB)
def late(payload: Mapping[str, Any], progress: Progress) -> Mapping[str, Any]:
    """Say which supplies are late; harmless when they have come."""
    return {"late": run(mark_supplies_late, CLOCK, MarkLate()).late}


@job(RECKON_JOB)
def reckon(payload: Mapping[str, Any], progress: Progress) -> Mapping[str, Any]:
    """Reckon every reorder point, and sweep over all of them for an alert that nothing has called."""
    keys = run(project_demand_of_days, CLOCK, ProjectDemand(anew=bool(payload.get("anew")))).keys
    points = opened = 0
    for at in range(0, len(keys), CHUNK):
        chunk = keys[at : at + CHUNK]
        points += run(reckon_stock, CLOCK, ReckonStock(keys=chunk)).points
        opened += run(watch_levels, CLOCK, WatchLevels(keys=chunk)).opened
        progress.advance(min(at + CHUNK, len(keys)), len(keys))
    return {"points": points, "opened": opened}


daily.register(RECKON_JOB, "Reorder points")


def look_at_crossings() -> int:
    """Open and end alerts for levels that crossed their point since the last look."""
    found = 0
    for _round in range(ROUNDS):
        found += run(watch_levels, CLOCK, WatchLevels()).looked_at
        if not has_crossings():
            break
    return found


looks.register("inventory.crossings", look_at_crossings, when=has_crossings)
