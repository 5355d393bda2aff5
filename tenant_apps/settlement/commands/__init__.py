"""Commands of settlement."""

from tenant_apps.settlement.commands.allocate_payment import AllocatePayment, PaymentAllocated, allocate_payment
from tenant_apps.settlement.commands.apply_credit import ApplyCredit, apply_credit
from tenant_apps.settlement.commands.conclude_order import ConcludeOrder, conclude_order
from tenant_apps.settlement.commands.pay_due import PayDue, pay_due
from tenant_apps.settlement.commands.refunds import (
    AskRefund,
    EndRefund,
    NamedRefund,
    PayRefund,
    RefundAnswer,
    SendRefund,
    ask_refund,
    end_refund,
    pay_refund,
    send_refund,
    withdraw_refund,
)
from tenant_apps.settlement.commands.settle_invoice import InvoiceSettled, SettleInvoice, settle_invoice

__all__ = [
    "AllocatePayment",
    "ApplyCredit",
    "AskRefund",
    "ConcludeOrder",
    "EndRefund",
    "InvoiceSettled",
    "NamedRefund",
    "PayDue",
    "PayRefund",
    "PaymentAllocated",
    "RefundAnswer",
    "SendRefund",
    "SettleInvoice",
    "allocate_payment",
    "apply_credit",
    "ask_refund",
    "conclude_order",
    "end_refund",
    "pay_due",
    "pay_refund",
    "send_refund",
    "settle_invoice",
    "withdraw_refund",
]
