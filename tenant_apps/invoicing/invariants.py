"""What must be true of invoices at any moment."""

from django.db.models import Count, F, Q, Sum

from shared_apps.foundation.invariants import invariant
from tenant_apps.invoicing.models import Invoice, InvoiceLine


@invariant("invoicing.totals_are_sums")
def totals_are_sums() -> list[str]:
    """Totals are the sums of the lines."""
    wrong = (
        InvoiceLine.objects.values("invoice_id")
        .annotate(net=Sum("net_minor"), tax=Sum("tax_minor"))
        .exclude(net=F("invoice__net_minor"), tax=F("invoice__tax_minor"))
        .values_list("invoice__number", flat=True)[:20]
    )
    return [f"{number} differs from the sum of its lines" for number in wrong]


@invariant("invoicing.one_invoice_an_order")
def one_invoice_an_order() -> list[str]:
    """An order is invoiced once and a return credited once."""
    orders = (
        Invoice.objects.filter(kind="invoice").values("order__number").annotate(rows=Count("id")).filter(rows__gt=1)
    )
    returns = (
        Invoice.objects.filter(kind="credit_note")
        .values("order_return__number")
        .annotate(rows=Count("id"))
        .filter(rows__gt=1)
    )
    return [f"order {row['order__number']} has {row['rows']} invoices" for row in orders[:20]] + [
        f"return {row['order_return__number']} has {row['rows']} credit notes" for row in returns[:20]
    ]


@invariant("invoicing.invoiced_orders_have_one")
def invoiced_orders_have_one() -> list[str]:
    """An invoice belongs to an order that is invoiced or settled, and never bills more than the order."""
    wrong = Invoice.objects.filter(kind="invoice").exclude(
        Q(order__state__in=["invoiced", "settled"]) & Q(total_minor__lte=F("order__total_minor"))
    )
    return [f"invoice {number} does not fit its order" for number in wrong.values_list("number", flat=True)[:20]]
