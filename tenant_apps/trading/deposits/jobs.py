"""The job that releases the deposits of an event which has ended."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from shared_apps.commands import run
from shared_apps.foundation.actor import Actor
from shared_apps.outbox.jobs import Progress, job
from tenant_apps.trading.deposits.commands.release_deposits import RELEASE_JOB, ReleaseOfEvent, release_of_event


@job(RELEASE_JOB)
def release(payload: Mapping[str, Any], progress: Progress) -> Mapping[str, Any]:
    """Release what did not win; again changes nothing."""
    done = run(release_of_event, Actor.system("deposits"), ReleaseOfEvent(event_id=UUID(payload["event_id"])))
    return {"released": done.released, "lapsed": done.lapsed}
