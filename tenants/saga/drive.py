"""Play control worker and region worker in turn until a run has ended: for tools and tests, which reach both sides."""

from uuid import UUID

from shared_apps.outbox import relay
from shared_apps.tenancy import scope
from tenants.models import ProvisioningRun
from tenants.saga import control, region

TURNS = 20
OPEN = (ProvisioningRun.State.RUNNING, ProvisioningRun.State.ROLLING_BACK)


def drive(run_id: UUID) -> str:
    """Return the state in which the run ended; RuntimeError when it does not move any more."""
    for _ in range(TURNS):
        with scope.enter(scope.CONTROL):
            relay.drain()
        for job in region.owed_for(run_id):
            region.perform(job)
        control.take_in()
        run = ProvisioningRun.objects.get(pk=run_id)
        if run.state not in OPEN:
            with scope.enter(scope.CONTROL):
                relay.drain()
            return run.state
    raise RuntimeError(f"run {run_id} does not end: see its steps and the outbox of the control plane")
