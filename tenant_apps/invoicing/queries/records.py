"""Rows of invoices and credit notes for lists that page further, already cut to what the actor may see."""

from collections.abc import Mapping
from typing import Any

from django.db.models import F, QuerySet

from shared_apps.foundation.actor import Actor
from tenant_apps.invoicing.models import Invoice


def invoice_rows(actor: Actor, filters: Mapping[str, Any]) -> QuerySet[Invoice]:
    """Invoices; `is_paid` splits them, the other filters are column values."""
    rows = Invoice.objects.visible_to(actor)
    equal = dict(filters)
    is_paid = equal.pop("is_paid", None)
    if is_paid is not None:
        rows = rows.filter(paid_minor=F("total_minor")) if is_paid else rows.filter(paid_minor__lt=F("total_minor"))
    return rows.filter(**equal)
