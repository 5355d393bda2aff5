"""The clock of events: one job per lot with an end, owed when it is published and again when its end has moved."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from shared_apps.commands import run
from shared_apps.foundation.actor import Actor
from shared_apps.outbox.jobs import Progress, job
from tenant_apps.trading.kernel.commands import CloseLot, close_lot
from tenant_apps.trading.kernel.commands.running import CLOSE_JOB


@job(CLOSE_JOB)
def close(payload: Mapping[str, Any], progress: Progress) -> Mapping[str, Any]:
    """Close one lot, or look again when its end has moved."""
    done = run(close_lot, Actor.system("trading.clock"), CloseLot(lot_id=UUID(payload["lot_id"])))
    return {"number": done.number, "final_state": done.final_state, "awards": done.awards}
