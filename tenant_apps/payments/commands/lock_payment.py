"""Lock a payment while settlement decides what it pays: two allocators must not spend it twice."""

from uuid import UUID

from shared_apps.commands.context import Context
from tenant_apps.payments import errors
from tenant_apps.payments.models import Payment
from tenant_apps.payments.queries import facts_of
from tenant_apps.payments.types import PaymentFacts


def lock_payment(ctx: Context, payment_id: UUID) -> PaymentFacts:
    """Lock the row until the commit and return its facts; refuses an unknown id."""
    row = Payment.objects.select_for_update().filter(pk=payment_id).first()
    if row is None:
        raise errors.payment_unknown(payment_id)
    return facts_of(row)
