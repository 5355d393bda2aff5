"""Say that what a deposit left owing was paid: back to its payer, or out by its guarantor."""

from uuid import UUID

import msgspec

from shared_apps.commands import Context, command
from tenant_apps.trading.deposits import errors
from tenant_apps.trading.deposits.commands.changing import DepositAnswer, answer, book, lock
from tenant_apps.trading.deposits.decisions import booking
from tenant_apps.trading.deposits.decisions.owing import owed_of
from tenant_apps.trading.deposits.events import DepositReturned


class ReturnDeposit(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    deposit_id: UUID


@command("deposits.return_deposit", input=ReturnDeposit)
def return_deposit(ctx: Context, data: ReturnDeposit) -> DepositAnswer:
    """Record that it was paid; it is booked with both. One of the two, or the marketplace, says it once."""
    row = lock(ctx, data.deposit_id)
    owed = owed_of(row.cover, row.released_minor, row.forfeited_minor, row.penalty_minor)
    if row.ended_at is None or row.returned_at is not None or owed.minor == 0:
        raise errors.nothing_owed(row.number)
    debtor, creditor = (row.payer_id, row.receiver_id) if owed.by_payer else (row.receiver_id, row.payer_id)
    book(ctx, row, "deposits.returned", booking.returned(debtor, creditor, owed.minor))
    row.returned_at = ctx.now
    row.save(update_fields=["returned_at"])
    ctx.emit(DepositReturned(deposit_id=row.pk, number=row.number))
    ctx.audit(target="deposits.deposit", target_id=row.pk, facts={"number": row.number})
    return answer(row)
