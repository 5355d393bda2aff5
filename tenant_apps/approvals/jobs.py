"""Jobs of approvals: the clock of a request, and its mails."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from shared_apps.commands import run
from shared_apps.foundation.actor import Actor
from shared_apps.outbox.jobs import Progress, job
from tenant_apps.approvals import notices
from tenant_apps.approvals.commands.open_request import NOTICE_JOB, WATCH_JOB
from tenant_apps.approvals.commands.watch_request import WatchRequest, watch_request

job(NOTICE_JOB)(notices.send)


@job(WATCH_JOB)
def watch(payload: Mapping[str, Any], progress: Progress) -> Mapping[str, Any]:
    """Remind, escalate or end what is due."""
    done = run(watch_request, Actor.system("approvals.clock"), WatchRequest(request_id=UUID(payload["request_id"])))
    return {"did": done.did}
