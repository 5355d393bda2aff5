"""Rows of price lists for lists that page further, already cut to what the actor may see."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from shared_apps.foundation.actor import Actor
from tenant_apps.pricing.models import PriceList, PriceTier


def price_list_rows(actor: Actor, filters: Mapping[str, Any]) -> QuerySet[PriceList]:
    """The company's own lists, those for everybody, and those made for it; the marketplace sees all."""
    rows = PriceList.objects.filter(**filters)
    if actor.is_marketplace:
        return rows
    if actor.company_id is None:
        return rows.none()
    return rows.filter(Q(supplier_id=actor.company_id) | Q(buyer__isnull=True) | Q(buyer_id=actor.company_id))


def tier_rows(price_list_id: UUID) -> list[PriceTier]:
    """Tiers of a list that was cut already."""
    return list(PriceTier.objects.filter(price_list_id=price_list_id).order_by("item_id", "min_quantity"))
