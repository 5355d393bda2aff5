"""Jobs of claims: the clock of each."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from shared_apps.commands import run
from shared_apps.foundation.actor import Actor
from shared_apps.outbox.jobs import Progress, job
from tenant_apps.claims.commands import WatchClaim, watch_claim
from tenant_apps.claims.commands.course import WATCH_JOB


@job(WATCH_JOB)
def watch(payload: Mapping[str, Any], progress: Progress) -> Mapping[str, Any]:
    """Do what follows from silence; harmless when somebody answered."""
    done = run(watch_claim, Actor.system("claims.clock"), WatchClaim(claim_id=UUID(payload["claim_id"])))
    return {"state": done.state}
