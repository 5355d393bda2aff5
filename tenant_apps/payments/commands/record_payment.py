"""Record money that moved from one company to another outside Kontor.

Kontor moves no money here: the row says that somebody paid. Which invoice it pays is settlement's business; an
invoice number in `reference` names it.
"""

from datetime import timedelta
from uuid import UUID

import msgspec

from shared_apps.commands import Context, command
from shared_apps.commands.inputs import money
from shared_apps.foundation.ids import uuid7
from shared_apps.foundation.money import Money, MoneyIn
from shared_apps.foundation.reach import Limit, about
from tenant_apps.ledger.commands import LegIn, post_entry
from tenant_apps.parties.queries import list_by_ids
from tenant_apps.payments import errors
from tenant_apps.payments.events import PaymentRecorded
from tenant_apps.payments.models import Payment
from tenant_apps.payments.types import METHODS, ask_gates
from tenant_apps.rulesets.commands import take_number
from tenant_apps.trading.kernel import errors as trading_errors
from tenant_apps.trading.kernel.commands import acting_company
from tenant_apps.trading.kernel.types import AwareTime

CLOCK_SKEW = timedelta(minutes=5)


class RecordPayment(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """`payer_id` defaults to the actor's company; `paid_at` to now."""

    payee_id: UUID
    amount: MoneyIn
    payer_id: UUID | None = None
    method: str = "bank_transfer"
    reference: str = ""
    paid_at: AwareTime | None = None


class PaymentAnswer(msgspec.Struct, frozen=True, kw_only=True):
    payment_id: UUID
    number: str
    amount: MoneyIn


@command("payments.record_payment", input=RecordPayment)
def record_payment(ctx: Context, data: RecordPayment) -> PaymentAnswer:
    """Record a payment as its payer or its payee; it is booked at once and allocated right after.

    Locks the number series. Refuses amounts that are not positive and payments between others.
    """
    payer_id = data.payer_id or acting_company(ctx, "payments.record_payment", None, field="payer_id")
    amount = money(data.amount, "amount")
    check_payment(ctx, data, payer_id, amount)
    payment = Payment(
        id=uuid7(),
        number=take_number("P", ctx.now),
        payer_id=payer_id,
        payee_id=data.payee_id,
        currency=amount.currency,
        amount_minor=amount.minor,
        method=data.method,
        reference=data.reference[:140],
        paid_at=data.paid_at or ctx.now,
        recorded_at=ctx.now,
        recorded_by=(ctx.actor.display or ctx.actor.id)[:200],
    )
    payment.save(force_insert=True)
    post_entry(
        ctx,
        source="payments.payment",
        source_id=payment.pk,
        currency=amount.currency,
        description=payment.number,
        effective_date=payment.paid_at.date(),
        legs=[
            LegIn(payer_id, "payable", amount.minor),
            LegIn(payer_id, "bank", -amount.minor),
            LegIn(data.payee_id, "bank", amount.minor),
            LegIn(data.payee_id, "receivable", -amount.minor),
        ],
    )
    ctx.emit(PaymentRecorded(payment_id=payment.pk, number=payment.number, payer_id=payer_id, payee_id=data.payee_id))
    ctx.audit(
        target="payments.payment",
        target_id=payment.pk,
        facts={"number": payment.number, "amount": str(amount), "method": data.method},
    )
    return PaymentAnswer(payment_id=payment.pk, number=payment.number, amount=data.amount)


def check_payment(ctx: Context, data: RecordPayment, payer_id: UUID, amount: Money) -> None:
    """Refuse what cannot be a payment between these two."""
    if amount.minor <= 0:
        raise errors.not_positive()
    if data.method not in METHODS:
        raise errors.unknown_method(data.method, METHODS)
    if not ctx.may_touch(about(amount=Limit(amount.minor, amount.currency))):
        raise errors.beyond_own_limit()
    if payer_id == data.payee_id:
        raise errors.same_company()
    if ctx.actor.company_id not in (None, payer_id, data.payee_id):
        raise errors.not_your_payment()
    if data.paid_at is not None and data.paid_at > ctx.now + CLOCK_SKEW:
        raise errors.in_future()
    found = list_by_ids([payer_id, data.payee_id])
    for field, company_id in (("payer_id", payer_id), ("payee_id", data.payee_id)):
        if company_id not in found:
            raise trading_errors.company_unknown(field, company_id)
    if ctx.actor.kind != "system" and ctx.actor.company_id in (None, payer_id):
        ask_gates(ctx.actor, payer_id, data.payee_id)
