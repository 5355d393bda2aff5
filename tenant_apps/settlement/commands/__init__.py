"""Commands of settlement."""

from tenant_apps.settlement.commands.allocate_payment import AllocatePayment, PaymentAllocated, allocate_payment
from tenant_apps.settlement.commands.apply_credit import ApplyCredit, apply_credit
from tenant_apps.settlement.commands.conclude_order import ConcludeOrder, conclude_order
from tenant_apps.settlement.commands.pay_due import PayDue, pay_due
from tenant_apps.settlement.commands.settle_invoice import InvoiceSettled, SettleInvoice, settle_invoice

__all__ = [
    "AllocatePayment",
    "ApplyCredit",
    "ConcludeOrder",
    "InvoiceSettled",
    "PayDue",
    "PaymentAllocated",
    "SettleInvoice",
    "allocate_payment",
    "apply_credit",
    "conclude_order",
    "pay_due",
    "settle_invoice",
]
