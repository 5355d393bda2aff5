"""Event -> saga."""

from shared_apps.commands import Context
from shared_apps.outbox.subscriptions import subscribe
from tenants.events import MarketplaceRequested


@subscribe("tenants.marketplace_requested", name="tenants.start_provisioning")
def on_marketplace_requested(ctx: Context, event: MarketplaceRequested) -> None:
    from tenants.saga import control

    control.start(ctx, event.run_id)
