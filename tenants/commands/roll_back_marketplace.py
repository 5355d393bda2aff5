"""Give up opening a marketplace: whatever the saga made is removed, and the address is free again."""

from uuid import UUID

import msgspec
from django.db import transaction

from shared_apps.commands import Context, command
from tenants import errors, tasks
from tenants.commands.change_state import StateOutcome
from tenants.events import MarketplaceRolledBack
from tenants.models import Domain, ProvisioningRun, RegionJob, Tenant


class RollBackMarketplace(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    tenant_id: UUID


@command("tenants.roll_back_marketplace", input=RollBackMarketplace, needs_fresh_factor=True, risk="high")
def roll_back_marketplace(ctx: Context, data: RollBackMarketplace) -> StateOutcome:
    """Give up opening a marketplace and remove what was made for it.

    After a failure everything is gone already and the address becomes free at once; in the middle of opening, the
    region removes its part first.
    """
    tenant = Tenant.objects.select_for_update().filter(pk=data.tenant_id).first()
    if tenant is None:
        raise errors.no_such_marketplace()
    ctx.audit(target="tenants.tenant", target_id=tenant.id, facts={"slug": tenant.slug, "state": tenant.state})
    if tenant.state == Tenant.State.PROVISION_FAILED:
        erase(ctx, tenant)
        return StateOutcome(tenant.id, tenant.state)
    run = ProvisioningRun.objects.filter(tenant=tenant, state=ProvisioningRun.State.RUNNING).first()
    if tenant.state != Tenant.State.PROVISIONING or run is None:
        raise errors.wrong_state(tenant.state)
    run.state = ProvisioningRun.State.ROLLING_BACK
    run.save(update_fields=["state"])
    RegionJob.objects.filter(run_id=run.id).update(state=RegionJob.State.DONE, finished_at=ctx.now)
    RegionJob.objects.create(
        region=tenant.region, kind=RegionJob.Kind.ROLL_BACK, tenant=tenant, run_id=run.id, created_at=ctx.now
    )
    region = tenant.region
    transaction.on_commit(lambda: tasks.wake_region(region), using=ctx.using)
    return StateOutcome(tenant.id, tenant.state)


def erase(ctx: Context, tenant: Tenant) -> None:
    """Mark the marketplace as gone; its row stays as the record that it was asked for."""
    Domain.objects.filter(tenant=tenant).delete()
    tenant.state, tenant.state_changed_at = Tenant.State.ERASED, ctx.now
    tenant.save(update_fields=["state", "state_changed_at"])
    ctx.emit(MarketplaceRolledBack(tenant_id=tenant.id, slug=tenant.slug, region=tenant.region))
