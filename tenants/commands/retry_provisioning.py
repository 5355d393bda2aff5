"""Try once more to open a marketplace whose opening has failed and was rolled back."""

from uuid import UUID

import msgspec

from shared_apps.commands import Context, command
from tenants import errors
from tenants.commands.open_marketplace import MarketplaceAsked
from tenants.models import Tenant
from tenants.saga.runs import start_run


class RetryProvisioning(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    tenant_id: UUID


@command("tenants.retry_provisioning", input=RetryProvisioning)
def retry_provisioning(ctx: Context, data: RetryProvisioning) -> MarketplaceAsked:
    """Try again to open a marketplace whose opening failed."""
    tenant = Tenant.objects.select_for_update().filter(pk=data.tenant_id).first()
    if tenant is None:
        raise errors.no_such_marketplace()
    if tenant.state != Tenant.State.PROVISION_FAILED:
        raise errors.wrong_state(tenant.state)
    tenant.state, tenant.state_reason, tenant.state_changed_at = Tenant.State.PROVISIONING, "", ctx.now
    tenant.save(update_fields=["state", "state_reason", "state_changed_at"])
    run_id = start_run(ctx, tenant)
    ctx.audit(target="tenants.tenant", target_id=tenant.id, facts={"slug": tenant.slug})
    return MarketplaceAsked(tenant.id, run_id, tenant.slug)
