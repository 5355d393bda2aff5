"""Ask for a deposit. Part of the command that leads to it: joining an event, or the award that forms a deal."""

from uuid import UUID

from shared_apps.commands.context import Context
from tenant_apps.rulesets.commands import take_number
from tenant_apps.trading.deposits.events import DepositRequested
from tenant_apps.trading.deposits.models import Deposit

SERIES = "DP"


def ask(
    ctx: Context,
    kind: str,
    minor: int,
    currency: str,
    *,
    payer_id: UUID,
    receiver_id: UUID,
    event_id: UUID,
    deal_id: UUID | None = None,
    receiver_sees: bool = True,
) -> None:
    """Write the request, unless it was asked for before. Takes a number, so it comes after the lot's lock."""
    known = Deposit.objects.filter(trading_event_id=event_id, payer_id=payer_id, kind=kind)
    if (known.filter(deal_id=deal_id) if deal_id else known).exists():
        return
    row = Deposit(
        number=take_number(SERIES, ctx.now), kind=kind, trading_event_id=event_id, deal_id=deal_id,
        payer_id=payer_id, receiver_id=receiver_id, receiver_sees=receiver_sees, currency=currency,
        amount_minor=minor, requested_at=ctx.now,
    )  # fmt: skip
    row.save(force_insert=True)
    ctx.emit(DepositRequested(deposit_id=row.pk, number=row.number, payer_id=payer_id, receiver_id=receiver_id))
