"""Reads of orders for the apps above and for pages."""

from tenant_apps.orders.queries.orders import find_of_deal, find_order, get_order, get_return, has_reference
from tenant_apps.orders.queries.tentative import buyers_who_prepay, sellers_paid_first

__all__ = [
    "buyers_who_prepay",
    "find_of_deal",
    "find_order",
    "get_order",
    "get_return",
    "has_reference",
    "sellers_paid_first",
]
