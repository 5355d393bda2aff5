"""The clock of the formats: jobs that begin auctions by turns and serve takes that were left behind.

Both are owed when an event is published, and again after a pause.
"""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from shared_apps.commands import run
from shared_apps.foundation.actor import Actor
from shared_apps.outbox.jobs import Progress, job
from tenant_apps.trading.engines.clock.commands import BeginTurns, ServeAbsentees, begin_turns, serve_absentees
from tenant_apps.trading.engines.clock.commands.begin_turns import BEGIN_JOB
from tenant_apps.trading.engines.clock.commands.serve_absentees import SERVE_JOB


@job(BEGIN_JOB)
def begin(payload: Mapping[str, Any], progress: Progress) -> Mapping[str, Any]:
    """Begin one auction, or look again when its start has moved."""
    done = run(begin_turns, Actor.system("trading.clock"), BeginTurns(lot_id=UUID(payload["lot_id"])))
    return {"number": done.number, "begun": done.begun}


@job(SERVE_JOB)
def serve(payload: Mapping[str, Any], progress: Progress) -> Mapping[str, Any]:
    """Serve what is due in one lot, and owe the next look."""
    done = run(serve_absentees, Actor.system("trading.clock"), ServeAbsentees(lot_id=UUID(payload["lot_id"])))
    return {"number": done.number, "waiting": done.waiting}
