"""End a run: the marketplace opens, or it has failed and was rolled back. Only Kontor itself does this."""

from typing import Literal
from uuid import UUID

import msgspec

from shared_apps.commands import Context, command
from tenants.commands.roll_back_marketplace import erase
from tenants.events import MarketplaceFailed, MarketplaceOpened
from tenants.models import Domain, ProvisioningRun, ProvisioningStep, RegionJob, Tenant


class EndProvisioning(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    run_id: UUID
    outcome: Literal["opened", "rolled_back"]
    reason: str = ""


class RunEnded(msgspec.Struct, frozen=True):
    tenant_id: UUID
    state: str


@command("tenants.end_provisioning", input=EndProvisioning, system_only=True)
def end_provisioning(ctx: Context, data: EndProvisioning) -> RunEnded:
    """Record how the opening of a marketplace ended."""
    run = ProvisioningRun.objects.select_for_update(of=("self",)).select_related("tenant").get(pk=data.run_id)
    tenant = run.tenant
    RegionJob.objects.filter(run_id=run.id).update(state=RegionJob.State.DONE, finished_at=ctx.now)
    given_up = run.state == ProvisioningRun.State.ROLLING_BACK
    run.finished_at, run.reason = ctx.now, data.reason
    if data.outcome == "opened":
        run.state = ProvisioningRun.State.DONE
        tenant.state, tenant.opened_at = Tenant.State.ACTIVE, ctx.now
        ctx.emit(MarketplaceOpened(tenant_id=tenant.id, slug=tenant.slug, region=tenant.region))
    else:
        run.state = ProvisioningRun.State.FAILED
        done = ProvisioningStep.objects.filter(run=run, state=ProvisioningStep.State.DONE)
        done.update(state=ProvisioningStep.State.UNDONE)
        Domain.objects.filter(tenant=tenant).delete()
        tenant.state, tenant.state_reason = Tenant.State.PROVISION_FAILED, data.reason[:500]
        if not given_up:
            ctx.emit(
                MarketplaceFailed(tenant_id=tenant.id, slug=tenant.slug, region=tenant.region, reason=data.reason[:500])
            )
    run.save(update_fields=["state", "finished_at", "reason"])
    tenant.state_changed_at = ctx.now
    tenant.save(update_fields=["state", "state_reason", "state_changed_at", "opened_at"])
    if given_up and data.outcome == "rolled_back":
        erase(ctx, tenant)
    ctx.audit(
        target="tenants.tenant",
        target_id=tenant.id,
        facts={"slug": tenant.slug, "outcome": data.outcome, "reason": data.reason[:500]},
    )
    return RunEnded(tenant.id, tenant.state)
