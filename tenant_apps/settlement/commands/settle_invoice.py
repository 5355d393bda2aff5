"""Settle a new invoice as far as it can be settled at once: by open credit, and by the buyer's standing order."""

from collections.abc import Sequence
from uuid import UUID

import msgspec

from shared_apps.commands import Context, command
from shared_apps.foundation.money import Money, MoneyIn
from tenant_apps.invoicing.queries import get_invoice
from tenant_apps.invoicing.types import InvoiceFacts
from tenant_apps.orders.queries import get_order
from tenant_apps.payments.commands import RecordPayment, pay_from_deposit, record_payment
from tenant_apps.prepayment.commands import use_earmarks
from tenant_apps.rulesets.queries import effective
from tenant_apps.settlement.commands.allocate_payment import AllocatePayment, allocate_payment
from tenant_apps.settlement.commands.cover import conclude, cover, lock_pair, use_credits
from tenant_apps.settlement.commands.later import waits
from tenant_apps.settlement.decisions.allocate import OpenAmount, Share
from tenant_apps.terms.commands import free_advances, use_advances
from tenant_apps.terms.queries import plan_of
from tenant_apps.trading.deposits.commands import draw_deposits


class SettleInvoice(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """`allocate`: what the standing order pays is allocated here, so that asking again pays nothing twice."""

    invoice_id: UUID
    allocate: bool = False


class InvoiceSettled(msgspec.Struct, frozen=True, kw_only=True):
    invoice_id: UUID
    open: MoneyIn


@command("settlement.settle_invoice", input=SettleInvoice, system_only=True)
def settle_invoice(ctx: Context, data: SettleInvoice) -> InvoiceSettled:
    """Use open credit notes, what was paid for the order before, what the buyer has blocked, then a standing order.

    Money that an alert holds between the two stays where it is, in deposits too, and is tried again every hour.
    Locks the open documents of the pair, then the number series. An invoice of zero needs neither and concludes its
    order here.
    """
    invoice = get_invoice(data.invoice_id)
    invoices, credits = lock_pair(
        ctx, seller_id=invoice.seller_id, buyer_id=invoice.buyer_id, currency=invoice.currency
    )
    left = use_credits(ctx, invoices, credits) if credits else invoices
    open_minor = next((row.open_minor for row in left if row.id == invoice.id), 0)
    if invoice.total_minor == 0 and invoice.order_id is not None:
        conclude(ctx, invoice.order_id)
    open_minor -= _from_prepayment(ctx, invoice, left, open_minor)
    open_minor -= _from_advances(ctx, invoice, left, open_minor)
    held = open_minor > 0 and waits(ctx, invoice.buyer_id, invoice.seller_id, what="invoice_id", which=invoice.id)
    if not held:
        open_minor -= _from_deposits(ctx, invoice, open_minor)
    # An order with a plan is paid as its instalments are due (`pay_due`).
    planned = invoice.order_id is not None and plan_of(invoice.order_id) is not None
    if open_minor and not held and not planned and effective("fulfilment.payment").value == "automatic":
        amount = Money(open_minor, invoice.currency)
        made = ctx.call(
            record_payment,
            RecordPayment(
                payer_id=invoice.buyer_id,
                payee_id=invoice.seller_id,
                amount=MoneyIn(**amount.as_json()),
                method="standing_order",
                reference=invoice.number,
            ),
        )
        if data.allocate:
            ctx.call(allocate_payment, AllocatePayment(payment_id=made.payment_id))
    ctx.audit(
        target="invoicing.invoice",
        target_id=invoice.id,
        facts={"number": invoice.number, "open": str(Money(open_minor, invoice.currency))},
    )
    return InvoiceSettled(invoice_id=invoice.id, open=MoneyIn(**Money(open_minor, invoice.currency).as_json()))


def _from_prepayment(ctx: Context, invoice: InvoiceFacts, left: Sequence[OpenAmount], open_minor: int) -> int:
    """Pay out of what the buyer has paid for this order before; how much that is."""
    if invoice.order_id is None:
        return 0
    used = use_earmarks(ctx, invoice.order_id, open_minor)
    cover(ctx, left, [Share(payment_id, invoice.id, amount) for payment_id, amount in used], by_credit=False)
    return sum(amount for _payment, amount in used)


def _from_advances(ctx: Context, invoice: InvoiceFacts, left: Sequence[OpenAmount], open_minor: int) -> int:
    """Pay out of what came for the order before it was invoiced; what no invoice will need is let go."""
    if invoice.order_id is None:
        return 0
    used = use_advances(ctx, invoice.order_id, open_minor)
    cover(ctx, left, [Share(payment_id, invoice.id, amount) for payment_id, amount in used], by_credit=False)
    if get_order(invoice.order_id, lines=False).state in ("invoiced", "settled"):
        free_advances(ctx, invoice.order_id)
    return sum(amount for _payment, amount in used)


def _from_deposits(ctx: Context, invoice: InvoiceFacts, open_minor: int) -> int:
    """Pay what can be paid out of the buyer's deposits; how much that is. They stand behind one deal, or its event."""
    if invoice.order_id is None or open_minor <= 0:
        return 0
    deal_id = get_order(invoice.order_id, lines=False).deal_id
    draws = draw_deposits(ctx, deal_id, invoice.currency, open_minor)
    for draw in draws:
        pay_from_deposit(
            ctx, draw, payer_id=invoice.buyer_id, payee_id=invoice.seller_id, currency=invoice.currency,
            invoice_number=invoice.number,
        )  # fmt: skip
    return sum(draw.amount_minor for draw in draws)
