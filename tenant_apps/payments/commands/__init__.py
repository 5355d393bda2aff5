"""Commands of payments."""

from tenant_apps.payments.commands.lock_payment import lock_payment
from tenant_apps.payments.commands.pay_from_deposit import pay_from_deposit
from tenant_apps.payments.commands.record_payment import PaymentAnswer, RecordPayment, record_payment

__all__ = ["PaymentAnswer", "RecordPayment", "lock_payment", "pay_from_deposit", "record_payment"]
