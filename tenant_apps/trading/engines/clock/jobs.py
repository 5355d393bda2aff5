"""The clock of auctions by turns: one job that begins each, owed when it is published and again after a pause."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from shared_apps.commands import run
from shared_apps.foundation.actor import Actor
from shared_apps.outbox.jobs import Progress, job
from tenant_apps.trading.engines.clock.commands import BeginTurns, begin_turns
from tenant_apps.trading.engines.clock.commands.begin_turns import BEGIN_JOB


@job(BEGIN_JOB)
def begin(payload: Mapping[str, Any], progress: Progress) -> Mapping[str, Any]:
    """Begin one auction, or look again when its start has moved."""
    done = run(begin_turns, Actor.system("trading.clock"), BeginTurns(lot_id=UUID(payload["lot_id"])))
    return {"number": done.number, "begun": done.begun}
