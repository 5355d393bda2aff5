"""Read payments as facts."""

from collections.abc import Iterable
from uuid import UUID

from django.db.models import Q, Sum

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


def amounts_of(ids: Iterable[UUID]) -> dict[UUID, tuple[UUID, UUID, int, str, str]]:
    """Payer, payee, amount in minor units, currency and number of payments and transfers. Not cut by actor."""
    wanted = list(ids)
    attempts = PaymentAttempt.objects.filter(pk__in=wanted).values_list(
        "id", "payer_id", "payee_id", "amount_minor", "currency", "reference"
    )
    payments = Payment.objects.filter(pk__in=wanted).values_list(
        "id", "payer_id", "payee_id", "amount_minor", "currency", "number"
    )
    return {pk: (payer, payee, minor, currency, name) for pk, payer, payee, minor, currency, name in
            (*attempts, *payments)}  # fmt: skip


def attempt_to_ask(attempt_id: UUID) -> str:
    """The reference under which a provider knows a transfer; empty where nothing is to be asked. Not cut by actor."""
    rows = PaymentAttempt.objects.filter(pk=attempt_id).exclude(state="done")
    return rows.values_list("reference", flat=True).first() or ""


def paid_sums() -> dict[tuple[UUID, UUID, str], int]:
    """What buyers paid sellers less what came back, by (seller, buyer, currency), in minor units."""
    sums: dict[tuple[UUID, UUID, str], int] = {}
    rows = Payment.objects.annotate(is_paid=Q(refund_id__isnull=True)).order_by()
    grouped = rows.values("payee_id", "payer_id", "currency", "is_paid").annotate(sum=Sum("amount_minor"))
    for payee, payer, currency, is_paid, total in grouped.values_list(
        "payee_id", "payer_id", "currency", "is_paid", "sum"
    ):
        key = (payee, payer, currency) if is_paid else (payer, payee, currency)
        sums[key] = sums.get(key, 0) + (int(total) if is_paid else -int(total))
    return sums


def money_paid(seller_id: UUID, buyer_id: UUID, currency: str) -> int:
    """What a buyer has ever paid a seller in a currency; what came back is not taken away. Not cut by actor."""
    rows = Payment.objects.filter(payee_id=seller_id, payer_id=buyer_id, currency=currency, refund_id__isnull=True)
    return rows.aggregate(sum=Sum("amount_minor"))["sum"] or 0


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
        refund_id=row.refund_id,
    )
