"""Make a pack that was asked for; drill when a drill is due."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from shared_apps.foundation import clock
from shared_apps.foundation.actor import Actor
from shared_apps.outbox import daily, jobs
from shared_apps.tenancy import scope
from tenant_apps.evidence.commands.ask_pack import KIND
from tenant_apps.evidence.drilling import drill
from tenant_apps.evidence.making import make
from tenant_apps.evidence.queries.drills import due_at

DRILL_KIND = "evidence.drill_if_due"


@jobs.job(KIND)
def make_pack(payload: Mapping[str, Any], progress: jobs.Progress) -> Mapping[str, Any]:
    """Made again from what is there now if a worker died half-way; what was closed stays as it is."""
    closed = make(UUID(payload["pack_id"]), Actor.system("evidence"), progress.advance)
    return {"number": closed.number}


@jobs.job(DRILL_KIND)
def drill_if_due(_payload: Mapping[str, Any], progress: jobs.Progress) -> Mapping[str, Any]:
    """Once a day: a drill of restoring where one is due. One that fails is tried again the next day."""
    due = due_at()
    if due is None or due > clock.now(scope.alias()):
        return {"due": False}
    ended = drill(Actor.system("evidence"), progress.advance)
    return {"due": True, "number": ended.number, "outcome": ended.outcome}


daily.register(DRILL_KIND, "Drill of restoring, where one is due")
