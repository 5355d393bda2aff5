"""Reads of pricing."""

from tenant_apps.pricing.queries.prices import list_tiers, price_for
from tenant_apps.pricing.types import PriceQuote, Tier

__all__ = ["PriceQuote", "Tier", "list_tiers", "price_for"]
