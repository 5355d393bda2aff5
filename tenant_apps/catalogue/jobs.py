"""Once a day: licences that end soon, and the letters about them."""

from collections.abc import Mapping
from typing import Any

from shared_apps.commands import run
from shared_apps.foundation.actor import Actor
from shared_apps.outbox import daily
from shared_apps.outbox.jobs import Progress, job
from tenant_apps.catalogue import notices
from tenant_apps.catalogue.commands import RemindLicences, remind_licences
from tenant_apps.catalogue.commands.remind_licences import LETTER_JOB

CLOCK = Actor.system("catalogue.clock")
REMIND_JOB = "catalogue.remind_licences"

job(LETTER_JOB)(notices.send)


@job(REMIND_JOB)
def remind(payload: Mapping[str, Any], progress: Progress) -> Mapping[str, Any]:
    """Owe the letters; harmless when they were owed before."""
    return {"papers": run(remind_licences, CLOCK, RemindLicences()).papers}


daily.register(REMIND_JOB, "Licences that end")
