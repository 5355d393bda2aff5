"""What must be true of invoices at any moment."""

from django.db.models import Count, F, Q, Sum

from shared_apps.foundation.invariants import invariant
from tenant_apps.invoicing.commands.follow_credit import ORDER
from tenant_apps.invoicing.models import Invoice, InvoiceLine
from tenant_apps.invoicing.queries.owed import owed_of_orders
from tenant_apps.orders.queries import lowered_by_part
from tenant_apps.spending.queries import credit_taken

CHUNK = 2000


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
    """An order, or each of its parts, is invoiced once and a return credited once."""
    orders = (
        Invoice.objects.filter(kind="invoice")
        .values("order__number", "part_id")
        .annotate(rows=Count("id"))
        .filter(rows__gt=1)
    )
    returns = (
        Invoice.objects.filter(kind="credit_note", order_return__isnull=False)
        .values("order_return__number")
        .annotate(rows=Count("id"))
        .filter(rows__gt=1)
    )
    return [f"order {row['order__number']} has {row['rows']} invoices" for row in orders[:20]] + [
        f"return {row['order_return__number']} has {row['rows']} credit notes" for row in returns[:20]
    ]


@invariant("invoicing.invoiced_orders_have_one")
def invoiced_orders_have_one() -> list[str]:
    """An invoice belongs to an order, or a part, that is invoiced or settled; together they never bill more than it."""
    rows = Invoice.objects.filter(kind="invoice")
    wrong = rows.exclude(Q(part__isnull=True, order__state__in=["invoiced", "settled"]) | Q(part__state="invoiced"))
    more = rows.values("order__number").annotate(billed=Sum("total_minor")).filter(billed__gt=F("order__total_minor"))
    return [f"invoice {number} does not fit its order" for number in wrong.values_list("number", flat=True)[:20]] + [
        f"order {row['order__number']} is billed {row['billed']}, more than it is" for row in more[:20]
    ]


@invariant("invoicing.credit_taken_is_what_is_owed")
def credit_taken_is_what_is_owed() -> list[str]:
    """An order takes of its seller's credit what is owed of it: open invoices, and what is not invoiced yet."""
    taken = credit_taken(ORDER)
    found = []
    for at in range(0, len(taken), CHUNK):
        chunk = taken[at : at + CHUNK]
        owed = owed_of_orders({pk for pk, _amount, _now in chunk})
        found += [
            f"order {pk} takes {now} of its credit, {min(amount, owed.get(pk, 0))} is owed of it"
            for pk, amount, now in chunk
            if now != min(amount, owed.get(pk, 0))
        ]
    return found[:20]


@invariant("invoicing.less_is_taken_away")
def less_is_taken_away() -> list[str]:
    """What became less after delivery is on the invoice of its goods, to the last minor unit, and nothing else is."""
    rows = InvoiceLine.objects.filter(invoice__kind="invoice", quantity__lt=0).order_by()
    sums = rows.values_list("invoice__order_id", "invoice__part_id")
    less = {(order, part): (-net, -tax) for order, part, net, tax in sums.annotate(Sum("net_minor"), Sum("tax_minor"))}
    agreed = lowered_by_part()
    invoiced = Invoice.objects.filter(kind="invoice", order_id__in={order for order, _part in agreed})
    due = less.keys() | (agreed.keys() & set(invoiced.values_list("order_id", "part_id")))
    wrong = [key for key in due if less.get(key) != agreed.get(key)]
    return [f"the invoice of order {order} takes away something else than was agreed" for order, _part in wrong[:20]]
