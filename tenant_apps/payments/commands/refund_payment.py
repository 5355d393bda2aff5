"""Record money that went back from a seller to a buyer: functions for settlement, which knows what it pays back.

It is booked at once, against what the two owe one another: the seller's receivable, which a credit note or too much
money had taken below zero, comes up again, and so does the buyer's payable.
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from shared_apps.commands.context import Context
from shared_apps.foundation.ids import uuid7
from shared_apps.foundation.money import Money
from tenant_apps.ledger.commands import LegIn, post_entry
from tenant_apps.payments import errors
from tenant_apps.payments.commands.record_payment import CLOCK_SKEW
from tenant_apps.payments.events import RefundRecorded
from tenant_apps.payments.models import Payment, PaymentAttempt
from tenant_apps.payments.types import METHODS
from tenant_apps.rulesets.commands import take_number


@dataclass(frozen=True, slots=True)
class RefundOf:
    """Who pays back whom, how much, and for which refund."""

    refund_id: UUID
    payer_id: UUID
    payee_id: UUID
    amount: Money


def refund_of(row: PaymentAttempt) -> RefundOf:
    assert row.refund_id is not None
    return RefundOf(row.refund_id, row.payer_id, row.payee_id, Money(row.amount_minor, row.currency))


def check_refund(ctx: Context, method: str, paid_at: datetime | None) -> None:
    """Refuse what cannot be how money went back."""
    if method not in METHODS:
        raise errors.unknown_method(method, METHODS)
    if paid_at is not None and paid_at > ctx.now + CLOCK_SKEW:
        raise errors.in_future()


def record_refund(
    ctx: Context, refund: RefundOf, *, method: str, reference: str, paid_at: datetime | None = None
) -> UUID:
    """Record and book it; its id. Once per refund. Locks the number series."""
    payment = Payment(
        id=uuid7(),
        number=take_number("P", ctx.now),
        payer_id=refund.payer_id,
        payee_id=refund.payee_id,
        currency=refund.amount.currency,
        amount_minor=refund.amount.minor,
        method=method,
        reference=reference[:140],
        paid_at=paid_at or ctx.now,
        recorded_at=ctx.now,
        recorded_by=(ctx.actor.display or ctx.actor.id)[:200],
        refund_id=refund.refund_id,
    )
    payment.save(force_insert=True)
    amount = refund.amount.minor
    post_entry(
        ctx,
        source="payments.payment",
        source_id=payment.pk,
        currency=refund.amount.currency,
        description=payment.number,
        effective_date=payment.paid_at.date(),
        legs=[
            LegIn(refund.payer_id, "receivable", amount),
            LegIn(refund.payer_id, "bank", -amount),
            LegIn(refund.payee_id, "bank", amount),
            LegIn(refund.payee_id, "payable", -amount),
        ],
    )
    ctx.emit(
        RefundRecorded(
            payment_id=payment.pk, number=payment.number, refund_id=refund.refund_id,
            payer_id=refund.payer_id, payee_id=refund.payee_id,
        )
    )  # fmt: skip
    return payment.pk


def send_refund_transfer(ctx: Context, refund: RefundOf, *, method: str, reference: str) -> UUID:
    """Note that a transfer is on its way to the buyer, who says whether it has arrived; its id. Nothing is booked."""
    row = PaymentAttempt(
        id=uuid7(), payer_id=refund.payer_id, payee_id=refund.payee_id, currency=refund.amount.currency,
        amount_minor=refund.amount.minor, method=method, reference=reference.strip()[:140], sent_at=ctx.now,
        refund_id=refund.refund_id,
    )  # fmt: skip
    row.save(force_insert=True)
    return row.pk
