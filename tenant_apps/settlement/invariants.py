"""What must be true of settlement at any moment."""

from uuid import UUID

from django.db.models import F, QuerySet, Sum

from shared_apps.foundation.invariants import invariant
from tenant_apps.settlement.models import Allocation


@invariant("settlement.paid_is_allocated")
def paid_is_allocated() -> list[str]:
    """What an invoice calls paid is the sum of its allocations, and what a credit note calls used likewise."""
    invoices = (
        Allocation.objects.values("invoice_id")
        .annotate(sum=Sum("amount_minor"))
        .exclude(sum=F("invoice__paid_minor"))
        .values_list("invoice__number", flat=True)[:20]
    )
    notes = (
        Allocation.objects.filter(credit_note__isnull=False)
        .values("credit_note_id")
        .annotate(sum=Sum("amount_minor"))
        .exclude(sum=F("credit_note__paid_minor"))
        .values_list("credit_note__number", flat=True)[:20]
    )
    return [f"{number} is not paid as its allocations say" for number in [*invoices, *notes]]


@invariant("settlement.payment_not_overspent")
def payment_not_overspent() -> list[str]:
    """No payment pays more than it is."""
    wrong = (
        Allocation.objects.filter(payment__isnull=False)
        .values("payment_id")
        .annotate(sum=Sum("amount_minor"))
        .filter(sum__gt=F("payment__amount_minor"))
        .values_list("payment__number", flat=True)[:20]
    )
    return [f"payment {number} pays more than it is" for number in wrong]


@invariant("settlement.allocations_stay_within_a_pair")
def allocations_stay_within_a_pair() -> list[str]:
    """Money pays only invoices between its own two companies, in its own currency."""
    payments = Allocation.objects.filter(payment__isnull=False).exclude(
        invoice__buyer_id=F("payment__payer_id"),
        invoice__seller_id=F("payment__payee_id"),
        invoice__currency=F("payment__currency"),
    )
    notes = Allocation.objects.filter(credit_note__isnull=False).exclude(
        invoice__buyer_id=F("credit_note__buyer_id"),
        invoice__seller_id=F("credit_note__seller_id"),
        invoice__currency=F("credit_note__currency"),
    )
    return [f"allocation {pk} crosses companies or currencies" for pk in [*_keys(payments), *_keys(notes)]]


def _keys(rows: QuerySet[Allocation]) -> list[UUID]:
    return list(rows.values_list("pk", flat=True)[:20])
