"""Reads of pricing."""

from tenant_apps.pricing.decisions.choose_tier import choose_tier
from tenant_apps.pricing.queries.prices import list_tiers, price_for
from tenant_apps.pricing.queries.tiers import OWN_LISTS_SQL, TIERS_SQL, TierRow
from tenant_apps.pricing.types import PriceQuote, Tier

__all__ = [
    "OWN_LISTS_SQL",
    "TIERS_SQL",
    "PriceQuote",
    "Tier",
    "TierRow",
    "choose_tier",
    "list_tiers",
    "price_for",
]
