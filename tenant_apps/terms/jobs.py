"""Jobs of payment terms: the calendar of a plan."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from shared_apps.commands import run
from shared_apps.foundation.actor import Actor
from shared_apps.outbox.jobs import Progress, job
from tenant_apps.terms.commands import WatchPlan, watch_plan
from tenant_apps.terms.commands.plans import WATCH_JOB


@job(WATCH_JOB)
def watch(payload: Mapping[str, Any], progress: Progress) -> Mapping[str, Any]:
    """Say what is due or late today; asking again says nothing twice."""
    done = run(watch_plan, Actor.system("terms.calendar"), WatchPlan(plan_id=UUID(payload["plan_id"])))
    return {"state": done.state}
