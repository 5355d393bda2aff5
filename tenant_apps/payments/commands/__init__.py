"""Commands of payments."""

from tenant_apps.payments.commands.attempts import (
    AnnouncePayment,
    AttemptAnswer,
    ReportPayment,
    announce_payment,
    report_payment,
)
from tenant_apps.payments.commands.lock_payment import lock_payment
from tenant_apps.payments.commands.pay_from_deposit import pay_from_deposit
from tenant_apps.payments.commands.record_payment import PaymentAnswer, RecordPayment, record_payment
from tenant_apps.payments.commands.refund_payment import (
    RefundOf,
    check_refund,
    record_refund,
    send_refund_transfer,
)

__all__ = [
    "AnnouncePayment",
    "AttemptAnswer",
    "PaymentAnswer",
    "RecordPayment",
    "RefundOf",
    "ReportPayment",
    "announce_payment",
    "check_refund",
    "lock_payment",
    "pay_from_deposit",
    "record_payment",
    "record_refund",
    "report_payment",
    "send_refund_transfer",
]
