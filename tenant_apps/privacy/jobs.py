"""Jobs of privacy: letters to whoever asked, and retention once a day."""

from collections.abc import Mapping
from typing import Any

from shared_apps.commands import run
from shared_apps.foundation.actor import Actor
from shared_apps.outbox import daily, jobs
from tenant_apps.privacy import notices
from tenant_apps.privacy.commands import ApplyRetention, apply_retention
from tenant_apps.privacy.commands.steps import LETTER

RETENTION = "privacy.retention"
MOST_RUNS = 40

jobs.job(LETTER)(notices.send)


@jobs.job(RETENTION)
def retain(payload: Mapping[str, Any], progress: jobs.Progress) -> Mapping[str, Any]:
    """Once a day in every marketplace, batch by batch; what is left waits for the next day."""
    removed = held = 0
    for turn in range(MOST_RUNS):
        done = run(apply_retention, Actor.system(RETENTION), ApplyRetention())
        removed, held = removed + done.removed, done.held
        progress.advance(turn + 1)
        if not done.more:
            break
    return {"removed": removed, "held": held}


daily.register(RETENTION, "Remove what was kept long enough")
