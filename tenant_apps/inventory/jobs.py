"""The clock of stock: lots that expire, transfers that are due."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from shared_apps.commands import run
from shared_apps.foundation.actor import Actor
from shared_apps.outbox.jobs import Progress, job
from tenant_apps.inventory.commands import ExpireLots, MarkOverdue, expire_lots, mark_transfer_overdue
from tenant_apps.inventory.commands.goods import EXPIRE_JOB
from tenant_apps.inventory.commands.transfers import DUE_JOB

CLOCK = Actor.system("inventory.clock")


@job(EXPIRE_JOB)
def expire(payload: Mapping[str, Any], progress: Progress) -> Mapping[str, Any]:
    """Keep back what has expired; harmless when somebody did it before."""
    return {"kept_back": run(expire_lots, CLOCK, ExpireLots()).kept_back}


@job(DUE_JOB)
def due(payload: Mapping[str, Any], progress: Progress) -> Mapping[str, Any]:
    """Say that a transfer is late; harmless when it has arrived."""
    return {"state": run(mark_transfer_overdue, CLOCK, MarkOverdue(transfer_id=UUID(payload["transfer_id"]))).state}
