"""What requests do when something happens in the kernel."""

from shared_apps.commands.context import Context
from shared_apps.foundation.refusals import Refusal
from shared_apps.outbox.subscriptions import subscribe
from tenant_apps.trading.engines.thread.commands import SetBasis, set_basis
from tenant_apps.trading.kernel.events import DraftPublished
from tenant_apps.trading.kernel.models import Lot


@subscribe("trading.draft_published", name="thread.set_targets")
def on_draft_published(ctx: Context, event: DraftPublished) -> None:
    """Target prices of the draft are the request's first act; it is out even where one of them cannot be taken."""
    lot = Lot.objects.filter(trading_event_id=event.trading_event_id, trading_event__mode="rfq").first()
    if lot is None or not event.targets:
        return
    try:
        with ctx.attempt():
            ctx.call(set_basis, SetBasis(lot_id=lot.pk, targets=event.targets))
    except Refusal:
        return
