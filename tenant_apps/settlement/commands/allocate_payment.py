"""Allocate what is free of a payment: to the order or the invoice that it names, then to the oldest due."""

from uuid import UUID

import msgspec
from django.db.models import Sum

from shared_apps.commands import Context, command
from shared_apps.foundation.money import Money, MoneyIn
from tenant_apps.payments.commands import lock_payment
from tenant_apps.prepayment.commands import earmark
from tenant_apps.settlement import errors
from tenant_apps.settlement.commands.cover import cover, lock_pair
from tenant_apps.settlement.commands.early import credit_early
from tenant_apps.settlement.decisions.allocate import allocate
from tenant_apps.settlement.models import Allocation
from tenant_apps.settlement.queries.kept import kept_of_payments
from tenant_apps.terms.commands import order_named, set_aside
from tenant_apps.terms.queries import kept_of


class AllocatePayment(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """With `invoice_id` only that invoice is paid, and the rest of the payment stays free."""

    payment_id: UUID
    invoice_id: UUID | None = None


class PaymentAllocated(msgspec.Struct, frozen=True, kw_only=True):
    payment_id: UUID
    allocated: MoneyIn
    free: MoneyIn


@command("settlement.allocate_payment", input=AllocatePayment)
def allocate_payment(ctx: Context, data: AllocatePayment) -> PaymentAllocated:
    """Allocate the free part of a payment of one's own company.

    Of an order it names, what is not invoiced yet is kept. Locks the payment, then the open documents of the pair, then
    orders and deals it finishes, then plans of payment, then the number series.
    """
    payment = lock_payment(ctx, data.payment_id)
    if ctx.actor.company_id not in (None, payment.payer_id, payment.payee_id):
        raise errors.not_yours()
    if payment.refund_id is not None:
        raise errors.is_a_refund(payment.number)
    spent = Allocation.objects.filter(payment_id=payment.id).aggregate(sum=Sum("amount_minor"))["sum"] or 0
    free = payment.amount_minor - spent - kept_of_payments([payment.id]).get(payment.id, 0)
    invoices, _credits = lock_pair(
        ctx, seller_id=payment.payee_id, buyer_id=payment.payer_id, currency=payment.currency
    )
    free -= earmark(ctx, payment, free) + kept_of(payment.id)
    order_id = order_named(payment) if data.invoice_id is None else None
    if order_id is not None:
        own = sum(row.open_minor for row in invoices if row.order_id == order_id)
        free -= set_aside(ctx, payment, order_id, free - own, own)
    chosen = invoices
    if data.invoice_id is not None:
        chosen = [row for row in invoices if row.id == data.invoice_id]
        if not chosen:
            raise errors.invoice_not_open(data.invoice_id)
    shares = allocate(payment.id, free, chosen, named=payment.reference, named_id=data.invoice_id, order_id=order_id)
    cover(ctx, invoices, shares, by_credit=False)
    credit_early(ctx, payment, invoices, shares)
    done = sum(share.amount_minor for share in shares)
    ctx.audit(
        target="payments.payment",
        target_id=payment.id,
        facts={"number": payment.number, "allocated": str(Money(done, payment.currency)), "invoices": len(shares)},
    )
    return PaymentAllocated(
        payment_id=payment.id,
        allocated=MoneyIn(**Money(done, payment.currency).as_json()),
        free=MoneyIn(**Money(free - done, payment.currency).as_json()),
    )
