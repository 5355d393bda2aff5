"""Runs and their steps: written in the control plane only."""

from datetime import datetime
from uuid import UUID

from shared_apps.commands import Context
from tenants.events import MarketplaceRequested
from tenants.models import ProvisioningRun, ProvisioningStep, Tenant
from tenants.types import STEPS


def start_run(ctx: Context, tenant: Tenant) -> UUID:
    """A new run with all steps waiting; the event sets it going after the commit."""
    run = ProvisioningRun.objects.create(tenant=tenant, asked_by=ctx.actor.display[:200], created_at=ctx.now)
    ProvisioningStep.objects.bulk_create(
        ProvisioningStep(run=run, name=name, position=position) for position, name in enumerate(STEPS, 1)
    )
    ctx.emit(MarketplaceRequested(tenant_id=tenant.id, run_id=run.id))
    return run.id


def mark_step(run_id: UUID, name: str, state: str, at: datetime, attempts: int = 1, message: str = "") -> None:
    """Note where a step stands. Repeating a step that was done keeps its first start."""
    step = ProvisioningStep.objects.select_for_update().get(run_id=run_id, name=name)
    if step.state == ProvisioningStep.State.DONE and state == ProvisioningStep.State.RUNNING:
        return
    step.state, step.message = state, message[:2000]
    step.attempts = max(step.attempts, attempts)
    step.started_at = step.started_at or at
    step.finished_at = None if state == ProvisioningStep.State.RUNNING else at
    step.save(update_fields=["state", "message", "attempts", "started_at", "finished_at"])
