"""Say that a transfer is on its way, and what became of it.

Between the two its outcome is unknown: nothing is booked, and nobody sends it a second time without asking.
"""

from typing import Literal
from uuid import UUID

import msgspec

from shared_apps.commands import Context, command
from shared_apps.commands.inputs import money
from shared_apps.foundation.ids import uuid7
from shared_apps.foundation.money import Money, MoneyIn
from tenant_apps.payments import errors
from tenant_apps.payments.commands.record_payment import RecordPayment, check_payment, record_payment
from tenant_apps.payments.commands.refund_payment import record_refund, refund_of
from tenant_apps.payments.events import RefundFailed
from tenant_apps.payments.models import PaymentAttempt
from tenant_apps.trading.kernel.commands import acting_company


class AnnouncePayment(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """`payer_id` defaults to the actor's company."""

    payee_id: UUID
    amount: MoneyIn
    payer_id: UUID | None = None
    method: str = "bank_transfer"
    reference: str = ""


class ReportPayment(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """`done` records the payment; `failed` needs a reason."""

    attempt_id: UUID
    outcome: Literal["done", "failed"]
    reason: str = ""


class AttemptAnswer(msgspec.Struct, frozen=True, kw_only=True):
    attempt_id: UUID
    state: str
    payment_id: UUID | None = None


@command("payments.announce_payment", input=AnnouncePayment)
def announce_payment(ctx: Context, data: AnnouncePayment) -> AttemptAnswer:
    """Say, as its payer, that a transfer is on its way. It is booked once its outcome is reported."""
    payer_id = data.payer_id or acting_company(ctx, "payments.announce_payment", None, field="payer_id")
    amount = money(data.amount, "amount")
    if ctx.actor.company_id not in (None, payer_id):
        raise errors.not_your_payment()
    told = RecordPayment(payee_id=data.payee_id, amount=data.amount, payer_id=payer_id, method=data.method)
    check_payment(ctx, told, payer_id, amount)
    row = PaymentAttempt(
        id=uuid7(), payer_id=payer_id, payee_id=data.payee_id, currency=amount.currency, amount_minor=amount.minor,
        method=data.method, reference=data.reference.strip()[:140], sent_at=ctx.now,
    )  # fmt: skip
    row.save(force_insert=True)
    return answer_of(ctx, row)


@command("payments.report_payment", input=ReportPayment)
def report_payment(ctx: Context, data: ReportPayment) -> AttemptAnswer:
    """Say what became of a transfer: its payee that it has arrived, either side that it has failed.

    Locks the attempt, then the number series. What has arrived is recorded as a payment in the same transaction.
    """
    row = PaymentAttempt.objects.visible_to(ctx.actor).select_for_update().filter(pk=data.attempt_id).first()
    if row is None:
        raise errors.attempt_unknown()
    if row.state != "sent":
        raise errors.attempt_over(row.state)
    row.next_ask_at = None
    reason = data.reason.strip()
    if data.outcome == "done":
        if ctx.actor.company_id not in (None, row.payee_id):
            raise errors.only_the_payee()
        row.payment_id = record_attempt(ctx, row)
    elif not 3 <= len(reason) <= 200:
        raise errors.reason_needed()
    row.state, row.reason, row.ended_at = data.outcome, reason[:200], ctx.now
    tell_refund(ctx, row)
    row.save(update_fields=["state", "reason", "ended_at", "payment", "next_ask_at"])
    return answer_of(ctx, row)


def is_over(row: PaymentAttempt) -> bool:
    """Nothing can become of it any more: it arrived, or its refund is due again and is paid by another transfer."""
    return row.state == "done" or (row.state == "failed" and row.refund_id is not None)


def tell_refund(ctx: Context, row: PaymentAttempt) -> None:
    """A refund whose transfer failed is due again."""
    if row.state == "failed" and row.refund_id is not None:
        ctx.emit(RefundFailed(attempt_id=row.pk, refund_id=row.refund_id, reason=row.reason))


def record_attempt(ctx: Context, row: PaymentAttempt) -> UUID:
    """The payment that a transfer has become."""
    amount = Money(row.amount_minor, row.currency)
    if row.refund_id is not None:
        return record_refund(ctx, refund_of(row), method=row.method, reference=row.reference)
    data = RecordPayment(
        payee_id=row.payee_id, payer_id=row.payer_id, amount=MoneyIn(**amount.as_json()), method=row.method,
        reference=row.reference,
    )  # fmt: skip
    return ctx.call(record_payment, data).payment_id


def answer_of(ctx: Context, row: PaymentAttempt) -> AttemptAnswer:
    ctx.audit(
        target="payments.attempt",
        target_id=row.pk,
        facts={"amount": str(Money(row.amount_minor, row.currency)), "to": row.state, "reason": row.reason},
    )
    return AttemptAnswer(attempt_id=row.pk, state=row.state, payment_id=row.payment_id)
