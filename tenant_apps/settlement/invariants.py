"""What must be true of settlement at any moment."""

from collections import defaultdict
from uuid import UUID

from django.db.models import F, QuerySet, Sum

from shared_apps.foundation.invariants import invariant
from tenant_apps.invoicing.queries import issued_sums, paid_of_orders
from tenant_apps.ledger.queries import balances
from tenant_apps.payments.queries import paid_sums
from tenant_apps.settlement.models import Allocation
from tenant_apps.terms.queries import kept_by_order, paid_by_order


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


@invariant("settlement.books_are_the_papers")
def books_are_the_papers() -> list[str]:
    """Receivables and payables in the ledger are what invoices, credit notes and payments add up to."""
    expected: dict[tuple[UUID, str, str], int] = defaultdict(int)
    for (seller, buyer, currency), total in issued_sums().items():
        expected[seller, "receivable", currency] += total
        expected[buyer, "payable", currency] -= total
    for (payee, payer, currency), total in paid_sums().items():
        expected[payee, "receivable", currency] -= total
        expected[payer, "payable", currency] += total
    booked = {
        (line.company_id, line.kind, line.currency): line.balance_minor
        for line in balances()
        if line.kind in ("receivable", "payable")
    }
    return [
        f"{kind} {currency} of company {company} is {booked.get((company, kind, currency), 0)} in the books,"
        f" {expected.get((company, kind, currency), 0)} on paper"
        for company, kind, currency in sorted(expected.keys() | booked.keys(), key=str)
        if booked.get((company, kind, currency), 0) != expected.get((company, kind, currency), 0)
    ][:20]


@invariant("settlement.plans_are_paid_as_invoices_are")
def plans_are_paid_as_invoices_are() -> list[str]:
    """What a plan of payment calls paid is paid on the order's invoices or kept for them."""
    plans = paid_by_order()
    kept, invoiced = kept_by_order(), paid_of_orders(plans)
    return [
        f"the plan of order {order} has {paid} paid, {invoiced.get(order, 0)} on invoices and {kept.get(order, 0)} kept"
        for order, paid in plans.items()
        if paid != invoiced.get(order, 0) + kept.get(order, 0)
    ][:20]


def _keys(rows: QuerySet[Allocation]) -> list[UUID]:
    return list(rows.values_list("pk", flat=True)[:20])
