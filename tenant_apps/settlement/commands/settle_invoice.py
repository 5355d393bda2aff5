"""Settle a new invoice as far as it can be settled at once: by open credit, and by the buyer's standing order."""

from uuid import UUID

import msgspec

from shared_apps.commands import Context, command
from shared_apps.foundation.money import Money, MoneyIn
from tenant_apps.invoicing.queries import get_invoice
from tenant_apps.payments.commands import RecordPayment, record_payment
from tenant_apps.rulesets.queries import effective
from tenant_apps.settlement.commands.cover import conclude, lock_pair, use_credits


class SettleInvoice(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    invoice_id: UUID


class InvoiceSettled(msgspec.Struct, frozen=True, kw_only=True):
    invoice_id: UUID
    open: MoneyIn


@command("settlement.settle_invoice", input=SettleInvoice, system_only=True)
def settle_invoice(ctx: Context, data: SettleInvoice) -> InvoiceSettled:
    """Use open credit notes, then pay the rest by standing order where the marketplace says so.

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
    if open_minor and effective("fulfilment.payment").value == "automatic":
        amount = Money(open_minor, invoice.currency)
        ctx.call(
            record_payment,
            RecordPayment(
                payer_id=invoice.buyer_id,
                payee_id=invoice.seller_id,
                amount=MoneyIn(**amount.as_json()),
                method="standing_order",
                reference=invoice.number,
            ),
        )
    ctx.audit(
        target="invoicing.invoice",
        target_id=invoice.id,
        facts={"number": invoice.number, "open": str(Money(open_minor, invoice.currency))},
    )
    return InvoiceSettled(invoice_id=invoice.id, open=MoneyIn(**Money(open_minor, invoice.currency).as_json()))
