"""The receiver, or the marketplace, confirms that the money has arrived or the guarantee is good: it is blocked."""

from uuid import UUID

import msgspec

from shared_apps.commands import Context, command
from shared_apps.commands.inputs import money
from shared_apps.foundation.money import Money, MoneyIn
from shared_apps.outbox import jobs
from tenant_apps.trading.deposits import errors
from tenant_apps.trading.deposits.commands.changing import (
    DepositAnswer,
    answer,
    book,
    has_ended,
    lock,
    require_receiver,
)
from tenant_apps.trading.deposits.commands.release_deposits import RELEASE_JOB
from tenant_apps.trading.deposits.decisions import booking
from tenant_apps.trading.deposits.events import DepositBlocked, ExcessReceived
from tenant_apps.trading.deposits.models import Deposit


class ConfirmDeposit(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """`received` only where it was more than asked for: beyond earnest money it counts as paid in advance."""

    deposit_id: UUID
    received: MoneyIn | None = None


@command("deposits.confirm_deposit", input=ConfirmDeposit)
def confirm_deposit(ctx: Context, data: ConfirmDeposit) -> DepositAnswer:
    """Block a deposit. Money is booked with both; a guarantee moves none.

    Refuses whoever gives it. What arrives after the end of its event is released by the job that releases the others.
    """
    row = lock(ctx, data.deposit_id)
    require_receiver(ctx, row)
    if row.state != "requested":
        raise errors.not_in_state(row.number, row.state)
    excess = _excess(row, data)
    row.state, row.cover, row.blocked_at = "blocked", row.cover or "money", ctx.now
    row.save(update_fields=["state", "cover", "blocked_at"])
    if row.cover == "money":
        book(ctx, row, "deposits.blocked", booking.blocked(row.payer_id, row.receiver_id, row.amount_minor))
    ctx.emit(DepositBlocked(deposit_id=row.pk, number=row.number))
    if excess:
        ctx.emit(
            ExcessReceived(
                deposit_id=row.pk, number=row.number, payer_id=row.payer_id, receiver_id=row.receiver_id,
                amount=MoneyIn(**excess.as_json()),
            )
        )  # fmt: skip
    if row.kind == "participation" and has_ended(row):
        jobs.enqueue(RELEASE_JOB, f"Release {row.number}", {"event_id": str(row.trading_event_id)}, at=ctx.now)
    ctx.audit(target="deposits.deposit", target_id=row.pk, facts={"number": row.number, "cover": row.cover})
    return answer(row)


def _excess(row: Deposit, data: ConfirmDeposit) -> Money | None:
    """What came beyond the amount; None where it is exactly what was asked for."""
    if data.received is None:
        return None
    got, asked = money(data.received, "received"), Money(row.amount_minor, row.currency)
    if got.currency != row.currency:
        raise errors.other_currency("received", row.currency)
    if got < asked:
        raise errors.less_than_asked(str(asked))
    if got.minor > asked.minor and (row.kind != "earnest" or row.cover == "guarantee"):
        raise errors.no_excess()
    return got - asked if got.minor > asked.minor else None
