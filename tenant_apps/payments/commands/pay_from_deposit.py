"""Pay an invoice out of a deposit. Part of settling the invoice: no money moves, the seller has it already."""

from uuid import UUID

from shared_apps.commands.context import Context
from shared_apps.foundation.ids import uuid7
from tenant_apps.ledger.commands import LegIn, post_entry
from tenant_apps.payments.events import PaymentRecorded
from tenant_apps.payments.models import Payment
from tenant_apps.payments.types import DEPOSIT
from tenant_apps.rulesets.commands import take_number
from tenant_apps.trading.deposits.types import Draw


def pay_from_deposit(
    ctx: Context, draw: Draw, *, payer_id: UUID, payee_id: UUID, currency: str, invoice_number: str
) -> None:
    """Record what was drawn as a payment that names the invoice. Books the deposit against payable and receivable."""
    payment = Payment(
        id=uuid7(),
        number=take_number("P", ctx.now),
        payer_id=payer_id,
        payee_id=payee_id,
        currency=currency,
        amount_minor=draw.amount_minor,
        method=DEPOSIT,
        reference=f"{invoice_number} {draw.number}",
        paid_at=ctx.now,
        recorded_at=ctx.now,
        recorded_by=(ctx.actor.display or ctx.actor.id)[:200],
    )
    payment.save(force_insert=True)
    post_entry(
        ctx,
        source="payments.payment",
        source_id=payment.pk,
        currency=currency,
        description=payment.number,
        effective_date=payment.paid_at.date(),
        legs=[
            LegIn(payer_id, "payable", draw.amount_minor),
            LegIn(payer_id, "deposit_paid", -draw.amount_minor),
            LegIn(payee_id, "deposit_held", draw.amount_minor),
            LegIn(payee_id, "receivable", -draw.amount_minor),
        ],
    )
    ctx.emit(PaymentRecorded(payment_id=payment.pk, number=payment.number, payer_id=payer_id, payee_id=payee_id))
