"""Jobs of exceptions: the first step of each, and its letters. What finds them is a look of the worker."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from shared_apps.commands import run
from shared_apps.foundation.actor import Actor
from shared_apps.outbox import looks
from shared_apps.outbox.jobs import Progress, job
from tenant_apps.exceptions import notices
from tenant_apps.exceptions.commands.do_step import FirstStep, first_step
from tenant_apps.exceptions.commands.looking import look
from tenant_apps.exceptions.commands.open_exceptions import FIRST_JOB, NOTICE_JOB

PLAYBOOK = Actor.system("exceptions.playbook")

job(NOTICE_JOB)(notices.send)
looks.register("exceptions.look", look)


@job(FIRST_JOB)
def first(payload: Mapping[str, Any], progress: Progress) -> Mapping[str, Any]:
    """Do the first step, or the last; done twice it has its effect once."""
    data = FirstStep(exception_id=UUID(payload["exception_id"]), last=bool(payload.get("last", False)))
    return {"done": run(first_step, PLAYBOOK, data).done}
