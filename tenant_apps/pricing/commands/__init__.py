"""Writes of pricing."""

from tenant_apps.pricing.commands.set_prices import PriceLine, PricesSet, SetPrices, set_prices

__all__ = ["PriceLine", "PricesSet", "SetPrices", "set_prices"]
