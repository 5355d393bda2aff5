"""What deposits do when a deal is settled."""

from shared_apps.commands.context import Context
from shared_apps.outbox.subscriptions import subscribe
from tenant_apps.trading.deposits.commands import ReleaseOfDeal, release_of_deal
from tenant_apps.trading.kernel.events import DealClosed


@subscribe("trading.deal_closed", name="deposits.release_of_deal")
def on_deal_closed(ctx: Context, event: DealClosed) -> None:
    ctx.call(release_of_deal, ReleaseOfDeal(deal_id=event.deal_id))
