"""Play control worker and region worker in turn until a run has ended: for tools and tests, which reach both sides."""

import time
from uuid import UUID

from shared_apps.outbox import relay
from shared_apps.tenancy import scope
from tenants.models import ProvisioningRun
from tenants.saga import control, region

TURNS = 20
OPEN = (ProvisioningRun.State.RUNNING, ProvisioningRun.State.ROLLING_BACK)
# Workers may drive the same run. What they hold is theirs: a turn that moves nothing waits, and while one of them is at
# a job, for as long as a job may take, no turn is counted.
PAUSE_S = 0.1
PATIENCE_S = 120.0


def drive(run_id: UUID) -> str:
    """Return the state in which the run ended; RuntimeError when it does not move any more."""
    left, until = TURNS, time.monotonic() + PATIENCE_S
    while left:
        with scope.enter(scope.CONTROL):
            moved = relay.drain()
        done = [region.perform(job) for job in region.owed_for(run_id)]
        moved += sum(done) + control.take_in()
        run = ProvisioningRun.objects.get(pk=run_id)
        if run.state not in OPEN:
            with scope.enter(scope.CONTROL):
                relay.drain()
            return run.state
        if not moved:
            time.sleep(PAUSE_S)
        if all(done) or time.monotonic() > until:
            left -= 1
    raise RuntimeError(f"run {run_id} does not end: see its steps and the outbox of the control plane")
