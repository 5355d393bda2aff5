"""Prices for a buyer at a moment, for many items in one statement."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from django.db.models import Q

from tenant_apps.pricing.decisions.choose_tier import choose_tier
from tenant_apps.pricing.models import PriceTier
from tenant_apps.pricing.types import PriceQuote, Tier


def list_tiers(item_ids: Iterable[UUID], buyer_id: UUID | None, currency: str, at: datetime) -> dict[UUID, list[Tier]]:
    """Every tier that applies to the buyer (None: to everybody), by item, smallest minimum first."""
    audience = Q(price_list__buyer__isnull=True)
    if buyer_id is not None:
        audience |= Q(price_list__buyer_id=buyer_id)
    rows = (
        PriceTier.objects.filter(
            audience,
            Q(price_list__valid_until__isnull=True) | Q(price_list__valid_until__gt=at),
            item_id__in=list(item_ids),
            price_list__currency=currency,
            price_list__valid_from__lte=at,
        )
        .order_by("min_quantity")
        .values_list(
            "item_id",
            "price_list_id",
            "price_list__version",
            "price_list__buyer_id",
            "min_quantity",
            "unit_price",
        )
    )
    found: dict[UUID, list[Tier]] = {}
    for item_id, list_id, version, buyer, minimum, price in rows:
        found.setdefault(item_id, []).append(Tier(list_id, version, buyer is not None, minimum, price))
    return found


def price_for(
    quantities: Mapping[UUID, Decimal], buyer_id: UUID | None, currency: str, at: datetime
) -> dict[UUID, PriceQuote]:
    """The price of each item for its quantity; items without a price are left out."""
    quotes = {}
    for item_id, tiers in list_tiers(quantities, buyer_id, currency, at).items():
        tier = choose_tier(tiers, quantities[item_id])
        if tier is not None:
            quotes[item_id] = PriceQuote(item_id, tier.unit_price, tier.min_quantity, tier.price_list_id, tier.version)
    return quotes
