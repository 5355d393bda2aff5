"""Keep a payment for the prepaid order it names, and use it for that order's invoice. Functions for settlement."""

from uuid import UUID

from django.db.models.functions import Now

from shared_apps.commands.context import Context
from tenant_apps.payments.types import PaymentFacts
from tenant_apps.prepayment.events import EarmarkFreed, PrepaymentPaid
from tenant_apps.prepayment.models import Earmark, Prepayment
from tenant_apps.prepayment.queries.earmarks import kept_of


def earmark(ctx: Context, payment: PaymentFacts, free_minor: int) -> int:
    """Keep what the payment's reference names, as far as it is free; what of it is kept now, in minor units.

    The payment is locked by the caller. Locks the prepayment.
    """
    kept = kept_of(payment.id)
    for row in _named(payment):
        amount = min(free_minor - kept, row.due_minor - row.received_minor)
        if amount <= 0 or Earmark.objects.filter(payment_id=payment.id, prepayment_id=row.pk).exists():
            continue
        Earmark.objects.create(payment_id=payment.id, prepayment_id=row.pk, amount_minor=amount, at=ctx.now)
        kept += amount
        row.received_minor += amount
        if row.received_minor == row.due_minor:
            row.state, row.paid_at = "paid", ctx.now
            ctx.emit(PrepaymentPaid(prepayment_id=row.pk, number=row.number))
        row.save(update_fields=["received_minor", "state", "paid_at"])
    return kept


def _named(payment: PaymentFacts) -> list[Prepayment]:
    if not payment.reference:
        return []
    rows = Prepayment.objects.select_for_update().filter(
        buyer_id=payment.payer_id, seller_id=payment.payee_id, currency=payment.currency, state="awaiting"
    )
    return [row for row in rows.order_by("id") if row.number in payment.reference]


def use_earmarks(ctx: Context, order_id: UUID, open_minor: int) -> list[tuple[UUID, int]]:
    """Use what is kept for an order for its invoice: payments with their amounts. What is left over is freed.

    The pair's open documents are locked by the caller. Locks the prepayment.
    """
    prepaid = Prepayment.objects.select_for_update().filter(order_id=order_id).first()
    if prepaid is None:
        return []
    used = []
    for row in Earmark.objects.filter(prepayment_id=prepaid.pk, state="kept").order_by("id"):
        amount = min(open_minor, row.amount_minor)
        row.used_minor, row.state, row.ended_at = amount, "used" if amount else "freed", ctx.now
        row.save(update_fields=["used_minor", "state", "ended_at"])
        if amount:
            used.append((row.payment_id, amount))
            open_minor -= amount
        if amount < row.amount_minor:
            ctx.emit(EarmarkFreed(payment_id=row.payment_id))
    return used


def free_earmarks(ctx: Context, prepayment_id: UUID) -> None:
    """Let payments pay something else. The prepayment is locked by the caller; again is nothing."""
    rows = Earmark.objects.filter(prepayment_id=prepayment_id, state="kept")
    for payment_id in rows.order_by("payment_id").values_list("payment_id", flat=True):
        ctx.emit(EarmarkFreed(payment_id=payment_id))
    rows.update(state="freed", ended_at=Now())
