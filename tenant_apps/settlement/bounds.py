"""Where the bounds of a grant stand in a payment: in the invoices that it pays."""

from collections.abc import Collection
from typing import Any

from django.db.models import Q

from shared_apps.foundation.cutting import Column, all_lines
from tenant_apps.invoicing.queries import invoices_within
from tenant_apps.settlement.models import Allocation


def _paying(axis: str) -> Column:
    """Payments that pay invoices within the bound, and no other."""

    def found(values: Collection[Any]) -> Q:
        inside = invoices_within(axis, values)
        paid = Allocation.objects.filter(payment__isnull=False)
        return all_lines(paid, "payment_id", Q(invoice_id__in=inside))

    return found


PAID: dict[str, Column] = {axis: _paying(axis) for axis in ("people", "categories", "warehouses")}
