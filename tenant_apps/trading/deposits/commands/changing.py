"""Lock a deposit, and end it: one place writes the amounts, the state that follows from them, and the bookings."""

from collections.abc import Sequence
from uuid import UUID

import msgspec

from shared_apps.commands.context import Context
from shared_apps.foundation.money import Money, MoneyIn
from tenant_apps.ledger.commands import LegIn, post_entry
from tenant_apps.trading.deposits import errors
from tenant_apps.trading.deposits.decisions import booking
from tenant_apps.trading.deposits.decisions.states import Parts, state_of
from tenant_apps.trading.deposits.events import DepositEnded
from tenant_apps.trading.deposits.models import Deposit
from tenant_apps.trading.kernel.models import TradingEvent


class DepositAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """`left` is what is still blocked."""

    deposit_id: UUID
    number: str
    state: str
    left: MoneyIn


def lock(ctx: Context, deposit_id: UUID) -> Deposit:
    """The row under its lock, or NotFound where the actor may not see it."""
    row = Deposit.objects.select_for_update().filter(pk=deposit_id).first()
    if row is None or not (
        ctx.actor.kind == "system" or Deposit.objects.visible_to(ctx.actor).filter(pk=deposit_id).exists()
    ):
        raise errors.deposit_unknown(deposit_id)
    return row


def require_receiver(ctx: Context, row: Deposit) -> None:
    """Only who holds the deposit, or the marketplace, decides about it."""
    if ctx.actor.company_id not in (None, row.receiver_id):
        raise errors.only_the_receiver(row.number)


def require_ended(row: Deposit) -> None:
    """What stands behind bids is nobody's to touch while they count: it would decide who can win."""
    if row.kind == "participation" and not has_ended(row):
        raise errors.still_running(row.number)


def has_ended(row: Deposit) -> bool:
    """Whether the event the deposit was asked for in has its final state."""
    return row.trading_event_id is not None and (
        TradingEvent.objects.filter(pk=row.trading_event_id).exclude(final_state="").exists()
    )


def require_blocked(row: Deposit) -> Parts:
    if row.state != "blocked":
        raise errors.not_in_state(row.number, row.state)
    return parts_of(row)


def parts_of(row: Deposit) -> Parts:
    return Parts(row.amount_minor, row.applied_minor, row.released_minor, row.forfeited_minor)


def end_part(ctx: Context, row: Deposit, *, applied: int = 0, released: int = 0, forfeited: int = 0) -> None:
    """Add to what became of the deposit, and book a release or a forfeit; what is applied is booked by its payment."""
    row.applied_minor += applied
    row.released_minor += released
    row.forfeited_minor += forfeited
    row.state = state_of(parts_of(row))
    guaranteed = row.cover == "guarantee"
    legs: list[booking.Leg] = []
    if released and not guaranteed:
        legs += booking.released(row.payer_id, row.receiver_id, released)
    if forfeited:
        legs += booking.forfeited(row.payer_id, row.receiver_id, forfeited, guaranteed=guaranteed)
    if row.penalty_minor:
        legs += booking.doubled(row.payer_id, row.receiver_id, row.penalty_minor)
    book(ctx, row, "deposits.ended", legs)
    if row.state != "blocked":
        row.ended_at = ctx.now
        ctx.emit(DepositEnded(deposit_id=row.pk, number=row.number, state=row.state))
    row.save()


def book(ctx: Context, row: Deposit, source: str, legs: Sequence[booking.Leg]) -> None:
    """Post one step of a deposit; nothing where no money moves."""
    if legs:
        told = [LegIn(leg.company_id, leg.kind, leg.amount_minor) for leg in legs]
        post_entry(ctx, source, row.pk, row.currency, row.number, ctx.now.date(), told)


def answer(row: Deposit) -> DepositAnswer:
    left = parts_of(row).left if row.state == "blocked" else 0
    return DepositAnswer(
        deposit_id=row.pk,
        number=row.number,
        state=row.state,
        left=MoneyIn(**Money(left, row.currency).as_json()),
    )


def lapse(ctx: Context, row: Deposit) -> None:
    """Nothing was ever blocked, and nothing is needed any more."""
    row.state, row.ended_at = "lapsed", ctx.now
    row.save(update_fields=["state", "ended_at"])
    ctx.emit(DepositEnded(deposit_id=row.pk, number=row.number, state=row.state))
