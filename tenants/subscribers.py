"""Event -> saga."""

from shared_apps.commands import Context
from shared_apps.operators.events import SupportWanted
from shared_apps.outbox.subscriptions import subscribe
from tenants import support
from tenants.events import MarketplaceRequested


@subscribe("tenants.marketplace_requested", name="tenants.start_provisioning")
def on_marketplace_requested(ctx: Context, event: MarketplaceRequested) -> None:
    from tenants.saga import control

    control.start(ctx, event.run_id)


@subscribe("operators.support_wanted", name="tenants.ask_region_for_support")
def on_support_wanted(ctx: Context, event: SupportWanted) -> None:
    support.owe(ctx, event.tenant_id, {"visit": str(event.request_id), **event.told})
