"""What settlement does when something happens below."""

from shared_apps.commands.context import Context
from shared_apps.outbox.subscriptions import subscribe
from tenant_apps.invoicing.events import CreditNoteIssued, InvoiceIssued
from tenant_apps.invoicing.queries import list_of_order
from tenant_apps.orders.events import OrderAmended
from tenant_apps.orders.queries import find_of_deal
from tenant_apps.payments.events import PaymentRecorded, RefundFailed, RefundRecorded
from tenant_apps.prepayment.events import EarmarkFreed
from tenant_apps.settlement.commands import (
    AllocatePayment,
    ApplyCredit,
    ConcludeOrder,
    EndRefund,
    PayDue,
    SettleInvoice,
    allocate_payment,
    apply_credit,
    conclude_order,
    end_refund,
    pay_due,
    settle_invoice,
)
from tenant_apps.settlement.events import RefundWithdrawn
from tenant_apps.settlement.queries.refunds import sources_of
from tenant_apps.terms.events import AdvanceFreed, InstalmentDue
from tenant_apps.trading.deposits.events import DepositBlocked
from tenant_apps.trading.deposits.queries import credited_deal_of


@subscribe("invoicing.invoice_issued", name="settlement.settle_invoice")
def on_invoice_issued(ctx: Context, event: InvoiceIssued) -> None:
    ctx.call(settle_invoice, SettleInvoice(invoice_id=event.invoice_id))


@subscribe("invoicing.credit_note_issued", name="settlement.apply_credit")
def on_credit_note_issued(ctx: Context, event: CreditNoteIssued) -> None:
    ctx.call(apply_credit, ApplyCredit(credit_note_id=event.invoice_id))


@subscribe("deposits.deposit_blocked", name="settlement.use_deposit")
def on_deposit_blocked(ctx: Context, event: DepositBlocked) -> None:
    """Earnest money that came after the invoice still pays it."""
    deal_id = credited_deal_of(event.deposit_id)
    order = find_of_deal(deal_id) if deal_id else None
    for invoice in list_of_order(order.id) if order else ():
        if invoice.kind == "invoice" and invoice.paid_minor < invoice.total_minor:
            ctx.call(settle_invoice, SettleInvoice(invoice_id=invoice.id))


@subscribe("orders.order_amended", name="settlement.conclude_order")
def on_order_amended(ctx: Context, event: OrderAmended) -> None:
    """Where the rest of an order was cancelled, what was sent may be paid already."""
    ctx.call(conclude_order, ConcludeOrder(order_id=event.order_id))


@subscribe("payments.payment_recorded", name="settlement.allocate_payment")
def on_payment_recorded(ctx: Context, event: PaymentRecorded) -> None:
    ctx.call(allocate_payment, AllocatePayment(payment_id=event.payment_id))


@subscribe("prepayment.earmark_freed", name="settlement.use_freed")
def on_earmark_freed(ctx: Context, event: EarmarkFreed) -> None:
    """Money that was kept for a prepaid order pays what else is open."""
    ctx.call(allocate_payment, AllocatePayment(payment_id=event.payment_id))


@subscribe("terms.advance_freed", name="settlement.use_advance")
def on_advance_freed(ctx: Context, event: AdvanceFreed) -> None:
    """Money that was kept for an order pays what else is open."""
    ctx.call(allocate_payment, AllocatePayment(payment_id=event.payment_id))


@subscribe("terms.instalment_due", name="settlement.pay_due")
def on_instalment_due(ctx: Context, event: InstalmentDue) -> None:
    ctx.call(pay_due, PayDue(order_id=event.order_id))


@subscribe("payments.refund_recorded", name="settlement.refund_arrived")
def on_refund_recorded(ctx: Context, event: RefundRecorded) -> None:
    ctx.call(end_refund, EndRefund(refund_id=event.refund_id, payment_id=event.payment_id))


@subscribe("payments.refund_failed", name="settlement.refund_failed")
def on_refund_failed(ctx: Context, event: RefundFailed) -> None:
    """It is due again, and says why."""
    ctx.call(end_refund, EndRefund(refund_id=event.refund_id, reason=event.reason))


@subscribe("settlement.refund_withdrawn", name="settlement.use_kept_credit")
def on_refund_withdrawn(ctx: Context, event: RefundWithdrawn) -> None:
    """What was kept to be paid back pays what is open."""
    notes, payments = sources_of(event.refund_id)
    for payment_id in payments:
        ctx.call(allocate_payment, AllocatePayment(payment_id=payment_id))
    for note_id in notes[:1]:
        ctx.call(apply_credit, ApplyCredit(credit_note_id=note_id))
