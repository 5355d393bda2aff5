"""Commands of payments."""

from tenant_apps.payments.commands.asking import AskOutcome, NoteOutcome, OutcomeIn, ask_outcome, note_outcome
from tenant_apps.payments.commands.attempts import (
    AnnouncePayment,
    AttemptAnswer,
    ReportPayment,
    announce_payment,
    report_payment,
)
from tenant_apps.payments.commands.keep_bank_word import KeepBankWord, keep_bank_word
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
    "AskOutcome",
    "AttemptAnswer",
    "KeepBankWord",
    "NoteOutcome",
    "OutcomeIn",
    "PaymentAnswer",
    "RecordPayment",
    "RefundOf",
    "ReportPayment",
    "announce_payment",
    "ask_outcome",
    "check_refund",
    "keep_bank_word",
    "lock_payment",
    "note_outcome",
    "pay_from_deposit",
    "record_payment",
    "record_refund",
    "report_payment",
    "send_refund_transfer",
]
