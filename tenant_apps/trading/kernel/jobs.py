"""The clock of events: one job per lot with an end, owed when it is published and again when its end has moved.

In a sandbox also the steps by which the time of an event passes sooner.
"""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

import msgspec

from shared_apps.commands import run
from shared_apps.foundation.actor import Actor
from shared_apps.outbox.jobs import Progress, job
from tenant_apps.trading.kernel.commands import CloseLot, StepTime, close_lot, step_time
from tenant_apps.trading.kernel.commands.move_time import FAST_JOB
from tenant_apps.trading.kernel.commands.running import CLOSE_JOB


@job(CLOSE_JOB)
def close(payload: Mapping[str, Any], progress: Progress) -> Mapping[str, Any]:
    """Close one lot, or look again when its end has moved."""
    done = run(close_lot, Actor.system("trading.clock"), CloseLot(lot_id=UUID(payload["lot_id"])))
    return {"number": done.number, "final_state": done.final_state, "awards": done.awards}


@job(FAST_JOB)
def step(payload: Mapping[str, Any], progress: Progress) -> Mapping[str, Any]:
    """The next step of an event whose time passes sooner."""
    done = run(step_time, Actor.system("trading.clock"), msgspec.convert(payload, StepTime, strict=False))
    return {"state": done.state, "moved_s": done.moved_s}
