"""Read payments as facts."""

from collections.abc import Iterable
from uuid import UUID

from django.db.models import Sum

from shared_apps.foundation.actor import Actor
from tenant_apps.payments import errors
from tenant_apps.payments.models import Payment, PaymentAttempt
from tenant_apps.payments.types import PaymentFacts


def find_payment(actor: Actor, payment_id: UUID) -> PaymentFacts:
    """One payment, if this actor may see it."""
    row = Payment.objects.visible_to(actor).filter(pk=payment_id).first()
    if row is None:
        raise errors.payment_unknown(payment_id)
    return facts_of(row)


def list_by_ids(payment_ids: Iterable[UUID]) -> list[PaymentFacts]:
    """Payments by id, oldest first. Not cut by actor."""
    return [facts_of(row) for row in Payment.objects.filter(pk__in=list(payment_ids)).order_by("id")]


def attempt_to_ask(attempt_id: UUID) -> str:
    """The reference under which a provider knows a transfer; empty where nothing is to be asked. Not cut by actor."""
    rows = PaymentAttempt.objects.filter(pk=attempt_id).exclude(state="done")
    return rows.values_list("reference", flat=True).first() or ""


def paid_sums() -> dict[tuple[UUID, UUID, str], int]:
    """What was paid, by (payee, payer, currency), in minor units."""
    rows = Payment.objects.values_list("payee_id", "payer_id", "currency").annotate(sum=Sum("amount_minor"))
    return {(payee, payer, currency): int(total) for payee, payer, currency, total in rows}


def facts_of(row: Payment) -> PaymentFacts:
    return PaymentFacts(
        id=row.pk,
        number=row.number,
        payer_id=row.payer_id,
        payee_id=row.payee_id,
        currency=row.currency,
        amount_minor=row.amount_minor,
        method=row.method,
        reference=row.reference,
        paid_at=row.paid_at,
        recorded_at=row.recorded_at,
        recorded_by=row.recorded_by,
    )
