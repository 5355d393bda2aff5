"""Use blocked money of a buyer for an invoice of its deal. Called by settlement, which records the payment."""

from uuid import UUID

from shared_apps.commands.context import Context
from tenant_apps.trading.deposits.commands.changing import end_part, parts_of
from tenant_apps.trading.deposits.decisions.states import drawn
from tenant_apps.trading.deposits.models import Deposit
from tenant_apps.trading.deposits.types import Draw
from tenant_apps.trading.kernel.models import Deal

# What counts towards the price; a performance deposit goes back once everything is done.
CREDITED = ("participation", "earnest")


def draw_deposits(ctx: Context, deal_id: UUID, currency: str, most_minor: int) -> list[Draw]:
    """Mark up to `most_minor` of what the buyer has blocked with the seller as applied; say of which deposits.

    Locks the deposits. The caller books each part as a payment in the same transaction.
    """
    deal = Deal.objects.filter(pk=deal_id).only("trading_event_id", "buyer_id", "seller_id").first()
    if deal is None or deal.trading_event_id is None or most_minor <= 0:
        return []
    rows = list(
        Deposit.objects.select_for_update()
        .filter(
            trading_event_id=deal.trading_event_id, payer_id=deal.buyer_id, receiver_id=deal.seller_id,
            kind__in=CREDITED, state="blocked", cover="money", currency=currency,
        )
        .order_by("pk")
    )  # fmt: skip
    rows = [row for row in rows if row.deal_id in (None, deal_id)]
    found = []
    for row, part in zip(rows, drawn([parts_of(row).left for row in rows], most_minor), strict=True):
        if part:
            end_part(ctx, row, applied=part)
            found.append(Draw(row.pk, row.number, part))
    return found
