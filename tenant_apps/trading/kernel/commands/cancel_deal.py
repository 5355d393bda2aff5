"""Cancel a deal, inside the transaction of the command that undoes what followed from it."""

from uuid import UUID

from shared_apps.commands.context import Context
from tenant_apps.trading.kernel import errors
from tenant_apps.trading.kernel.events import DealCancelled
from tenant_apps.trading.kernel.models import Deal


def cancel_deal(ctx: Context, deal_id: UUID) -> None:
    """Mark the deal as cancelled; refused once it is settled or cancelled. Holds are released by the caller."""
    deal = Deal.objects.select_for_update().filter(pk=deal_id).only("number", "settled_at", "cancelled_at").first()
    if deal is None:
        raise errors.deal_unknown(deal_id)
    if deal.settled_at is not None or deal.cancelled_at is not None:
        raise errors.deal_over(deal.number)
    Deal.objects.filter(pk=deal_id).update(cancelled_at=ctx.now)
    ctx.emit(DealCancelled(deal_id=deal_id, number=deal.number))
