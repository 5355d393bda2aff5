"""What tenders do when something happens in the kernel."""

from shared_apps.commands.context import Context
from shared_apps.outbox import jobs
from shared_apps.outbox.subscriptions import subscribe
from tenant_apps.trading.engines.vault.commands.acts import MODE
from tenant_apps.trading.engines.vault.commands.publish_root import ROOT_JOB
from tenant_apps.trading.kernel.events import EventMoved, EventPublished
from tenant_apps.trading.kernel.models import Lot


@subscribe("trading.event_published", name="vault.owe_root")
def on_event_published(ctx: Context, event: EventPublished) -> None:
    """A tender owes its commitment root at its deadline."""
    _owe_root(event)


@subscribe("trading.event_moved", name="vault.owe_root_sooner")
def on_event_moved(ctx: Context, event: EventMoved) -> None:
    """Its deadline has come nearer."""
    _owe_root(event)


def _owe_root(event: EventPublished | EventMoved) -> None:
    if event.mode != MODE:
        return
    lot = Lot.objects.select_related("trading_event").get(trading_event_id=event.trading_event_id)
    at = lot.trading_event.bids_end_at
    if at is not None:
        jobs.enqueue(ROOT_JOB, f"Seal {event.number}", {"lot_id": str(lot.pk)}, at=at)
