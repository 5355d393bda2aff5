"""What must be true of settlement at any moment."""

from collections import defaultdict
from uuid import UUID

from django.db.models import F, Q, QuerySet, Sum

from shared_apps.foundation.invariants import invariant
from tenant_apps.invoicing.queries import issued_sums, paid_of_orders
from tenant_apps.ledger.queries import balances
from tenant_apps.payments.queries import paid_sums
from tenant_apps.settlement.models import Allocation, Refund, RefundPart
from tenant_apps.settlement.queries.kept import refundable
from tenant_apps.settlement.types import REFUND_LIVE
from tenant_apps.terms.queries import kept_by_order, paid_by_order


@invariant("settlement.paid_is_allocated")
def paid_is_allocated() -> list[str]:
    """What an invoice calls paid is the sum of its allocations; what a credit note calls used, of those and refunds."""
    invoices = (
        Allocation.objects.values("invoice_id")
        .annotate(sum=Sum("amount_minor"))
        .exclude(sum=F("invoice__paid_minor"))
        .values_list("invoice__number", flat=True)[:20]
    )
    used: dict[tuple[str, int], int] = defaultdict(int)
    named = ("credit_note__number", "credit_note__paid_minor")
    for rows in (
        Allocation.objects.filter(credit_note__isnull=False),
        RefundPart.objects.filter(credit_note__isnull=False, refund__state="paid"),
    ):
        for number, paid, total in rows.order_by().values_list(*named).annotate(sum=Sum("amount_minor")):
            used[number, paid] += total
    notes = [number for (number, paid), total in used.items() if paid != total]
    return [f"{number} is not paid as its allocations say" for number in [*invoices, *notes]][:20]


@invariant("settlement.payment_not_overspent")
def payment_not_overspent() -> list[str]:
    """No payment pays more than it is, with what of it is paid back; none that pays back pays anything else."""
    spent: dict[tuple[str, int], int] = defaultdict(int)
    named = ("payment__number", "payment__amount_minor")
    for rows in (
        Allocation.objects.filter(payment__isnull=False),
        RefundPart.objects.filter(payment__isnull=False).exclude(refund__state="withdrawn"),
    ):
        for number, amount, total in rows.order_by().values_list(*named).annotate(sum=Sum("amount_minor")):
            spent[number, amount] += total
    wrong = [number for (number, amount), total in spent.items() if total > amount]
    back = Allocation.objects.filter(payment__refund_id__isnull=False).values_list("payment__number", flat=True)
    return [f"payment {number} pays more than it is" for number in wrong[:20]] + [
        f"payment {number} pays back and pays an invoice" for number in back[:20]
    ]


@invariant("settlement.refunds_are_their_parts")
def refunds_are_their_parts() -> list[str]:
    """A refund is the sum of its parts, of its own two companies; what is kept of a credit note is open on it."""
    sums = RefundPart.objects.order_by().values("refund_id").annotate(sum=Sum("amount_minor"))
    unlike = sums.exclude(sum=F("refund__amount_minor")).values_list("refund__number", flat=True)
    bare = Refund.objects.filter(parts__isnull=True).values_list("number", flat=True)
    strange = RefundPart.objects.exclude(
        Q(credit_note__isnull=True)
        | Q(
            credit_note__kind="credit_note", credit_note__buyer_id=F("refund__buyer_id"),
            credit_note__seller_id=F("refund__seller_id"), credit_note__currency=F("refund__currency"),
        )
    ) | RefundPart.objects.exclude(
        Q(payment__isnull=True)
        | Q(
            payment__payer_id=F("refund__buyer_id"), payment__payee_id=F("refund__seller_id"),
            payment__currency=F("refund__currency"), payment__refund_id__isnull=True,
        )
    )  # fmt: skip
    live = RefundPart.objects.filter(credit_note__isnull=False, refund__state__in=REFUND_LIVE).order_by()
    kept = live.values("credit_note_id").annotate(sum=Sum("amount_minor"))
    over = kept.filter(sum__gt=F("credit_note__total_minor") - F("credit_note__paid_minor"))
    return [
        *(f"refund {number} is not the sum of its parts" for number in [*unlike[:20], *bare[:20]]),
        *(f"refund {one} is of others" for one in strange.values_list("refund__number", flat=True)[:20]),
        *(f"more of {one} is kept than is open" for one in over.values_list("credit_note__number", flat=True)[:20]),
    ]


@invariant("settlement.refunds_are_paid_once")
def refunds_are_paid_once() -> list[str]:
    """A paid refund has its payment, the other way round and of its amount; no buyer has back more than it paid."""
    wrong = Refund.objects.filter(state="paid").exclude(
        payment__payer_id=F("seller_id"), payment__payee_id=F("buyer_id"), payment__amount_minor=F("amount_minor"),
        payment__currency=F("currency"), payment__refund_id=F("id"),
    )  # fmt: skip
    pairs = Refund.objects.exclude(state="withdrawn").order_by().values_list("seller_id", "buyer_id", "currency")
    over = [key for key in pairs.distinct() if refundable(*key) < 0]
    return [f"refund {number} is not its payment" for number in wrong.values_list("number", flat=True)[:20]] + [
        f"company {buyer} has back more {currency} from {seller} than it paid" for seller, buyer, currency in over[:20]
    ]


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
