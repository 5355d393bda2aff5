"""Reads of trading for pages and for the apps above."""

from tenant_apps.trading.kernel.queries.deals import OriginFacts, find_deal, get_deal, origin_of, tolerance_of
from tenant_apps.trading.kernel.queries.listings import ListingFacts, find_listing, list_open, titles_of

__all__ = [
    "ListingFacts",
    "OriginFacts",
    "find_deal",
    "find_listing",
    "get_deal",
    "list_open",
    "origin_of",
    "titles_of",
    "tolerance_of",
]
