"""What the home page gathers from the apps below."""

from tenant_apps.workspace.queries.home import Home, home_of
from tenant_apps.workspace.queries.prices import PriceLine, PriceView, price_view

__all__ = ["Home", "PriceLine", "PriceView", "home_of", "price_view"]
