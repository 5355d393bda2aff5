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

__all__ = [
    "AnnouncePayment",
    "AttemptAnswer",
    "PaymentAnswer",
    "RecordPayment",
    "ReportPayment",
    "announce_payment",
    "lock_payment",
    "pay_from_deposit",
    "record_payment",
    "report_payment",
]
