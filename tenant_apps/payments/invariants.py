"""What must be true of payments."""

from django.db.models import F, Q

from shared_apps.foundation.invariants import invariant
from tenant_apps.payments.models import PaymentAttempt

LIMIT = 100


@invariant("payments.attempts_are_their_payments")
def attempts_are_their_payments() -> list[str]:
    """A transfer that has arrived is a payment of the same two, of the same amount; no other one asks any more."""
    other = (
        ~Q(payment__payer_id=F("payer_id")) | ~Q(payment__payee_id=F("payee_id"))
        | ~Q(payment__currency=F("currency")) | ~Q(payment__amount_minor=F("amount_minor"))
    )  # fmt: skip
    bad = PaymentAttempt.objects.filter(Q(state="done") & (other | Q(next_ask_at__isnull=False)))
    return [f"transfer {pk} is not the payment it has become" for pk in bad.values_list("pk", flat=True)[:LIMIT]]
