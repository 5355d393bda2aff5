"""The turn of a month, quarter or year for budgets that begin anew."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from shared_apps.commands import run
from shared_apps.foundation.actor import Actor
from shared_apps.outbox.jobs import Progress, job
from tenant_apps.spending.commands import BeginPeriod, begin_period
from tenant_apps.spending.commands.series import BEGIN_JOB

CLOCK = Actor.system("spending.clock")


@job(BEGIN_JOB)
def begin(payload: Mapping[str, Any], progress: Progress) -> Mapping[str, Any]:
    """Begin the period; harmless when it has begun."""
    found = run(begin_period, CLOCK, BeginPeriod(series_id=UUID(payload["series_id"]))).limit_id
    return {"limit_id": str(found) if found else None}
