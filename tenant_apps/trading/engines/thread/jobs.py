"""Jobs of requests: mails to guests and to who is silent, and the clock of a request's deadline."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from shared_apps.commands import run
from shared_apps.foundation.actor import Actor
from shared_apps.outbox.jobs import Progress, job
from tenant_apps.trading.engines.thread import guest_mail, reminders
from tenant_apps.trading.engines.thread.commands.watch_deadline import (
    DEADLINE_JOB,
    REMIND_JOB,
    PassDeadline,
    RemindSilent,
    pass_deadline,
    remind_silent,
)

CLOCK = Actor.system("thread.clock")
job(guest_mail.KIND)(guest_mail.send)
job(reminders.KIND)(reminders.send)


@job(REMIND_JOB)
def remind(payload: Mapping[str, Any], progress: Progress) -> Mapping[str, Any]:
    """Remind who has not answered, or look again when the deadline has moved."""
    return {"reminded": run(remind_silent, CLOCK, RemindSilent(lot_id=UUID(payload["lot_id"]))).reminded}


@job(DEADLINE_JOB)
def deadline(payload: Mapping[str, Any], progress: Progress) -> Mapping[str, Any]:
    """What the rules say about a deadline that has passed, or look again when it has moved."""
    return {"did": run(pass_deadline, CLOCK, PassDeadline(lot_id=UUID(payload["lot_id"]))).did}
