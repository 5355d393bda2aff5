"""Close a deal once everything of it is delivered and paid. Kontor does this; nobody else may."""

from uuid import UUID

import msgspec

from shared_apps.commands import Context, command
from tenant_apps.trading.kernel import errors
from tenant_apps.trading.kernel.events import DealClosed
from tenant_apps.trading.kernel.models import Deal


class CloseDeal(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    deal_id: UUID


class DealState(msgspec.Struct, frozen=True, kw_only=True):
    deal_id: UUID
    number: str


@command("trading.close_deal", input=CloseDeal, system_only=True)
def close_deal(ctx: Context, data: CloseDeal) -> DealState:
    """Mark a deal as settled. Closing it again changes nothing; a cancelled deal is refused."""
    deal = Deal.objects.select_for_update().filter(pk=data.deal_id).only("number", "settled_at", "cancelled_at").first()
    if deal is None:
        raise errors.deal_unknown(data.deal_id)
    if deal.cancelled_at is not None:
        raise errors.deal_over(deal.number)
    if deal.settled_at is None:
        Deal.objects.filter(pk=deal.pk).update(settled_at=ctx.now)
        ctx.emit(DealClosed(deal_id=deal.pk, number=deal.number))
    ctx.audit(target="trading.deal", target_id=deal.pk)
    return DealState(deal_id=deal.pk, number=deal.number)
