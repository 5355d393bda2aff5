"""What a buyer owes of an order: what its invoices leave open, and what is not invoiced yet."""

from collections.abc import Collection
from uuid import UUID

from django.db.models import F, Sum

from tenant_apps.invoicing.models import Invoice
from tenant_apps.orders.queries import lowered_of, totals_of_orders

# Past these nothing more is invoiced: what was not accepted is owed no more.
OVER = ("invoiced", "settled", "cancelled")


def owed_of_orders(order_ids: Collection[UUID]) -> dict[UUID, int]:
    """Minor units owed of each order."""
    invoices = Invoice.objects.filter(order_id__in=list(order_ids), kind="invoice").order_by()
    sums = {
        order: (total, left)
        for order, total, left in invoices.values_list("order_id").annotate(
            total=Sum("total_minor"), left=Sum(F("total_minor") - F("paid_minor"))
        )
    }
    owed, lowered = {}, lowered_of(order_ids)
    for order, (state, total_minor) in totals_of_orders(order_ids).items():
        invoiced, left = sums.get(order, (0, 0))
        owed[order] = left + (0 if state in OVER else max(0, total_minor - lowered.get(order, 0) - invoiced))
    return owed
