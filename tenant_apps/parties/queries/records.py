"""Rows of companies for lists that page further, already cut to what the actor may see."""

from collections.abc import Mapping
from typing import Any

from django.db.models import Q, QuerySet

from shared_apps.foundation.actor import Actor
from tenant_apps.parties.models import Company


def company_rows(actor: Actor, filters: Mapping[str, Any]) -> QuerySet[Company]:
    """Companies; `search` looks at name, code and tax number, the other filters are column values."""
    rows = Company.objects.visible_to(actor)
    equal = dict(filters)
    search = equal.pop("search", "")
    if search:
        rows = rows.filter(Q(name__icontains=search) | Q(code__icontains=search) | Q(tax_id__iexact=search))
    return rows.filter(**equal)
