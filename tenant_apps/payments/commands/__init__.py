"""Commands of payments."""

from tenant_apps.payments.commands.lock_payment import lock_payment
from tenant_apps.payments.commands.record_payment import PaymentAnswer, RecordPayment, record_payment

__all__ = ["PaymentAnswer", "RecordPayment", "lock_payment", "record_payment"]
