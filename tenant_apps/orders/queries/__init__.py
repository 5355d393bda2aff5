"""Reads of orders for the apps above and for pages."""

from tenant_apps.orders.queries.allowances import (
    AllowanceFacts,
    allowances_of,
    awaits_invoice,
    lowered_by,
    lowered_by_part,
    lowered_of,
    payable_minor,
)
from tenant_apps.orders.queries.deliveries import leaving_together
from tenant_apps.orders.queries.late import LateOrder, late_orders, lines_of, places_of
from tenant_apps.orders.queries.numbers import amounts_of, find_numbers, totals_of_orders
from tenant_apps.orders.queries.orders import (
    find_of_deal,
    find_order,
    get_order,
    get_return,
    has_reference,
    parts_of_order,
)
from tenant_apps.orders.queries.tentative import buyers_who_prepay, sellers_paid_first

__all__ = [
    "AllowanceFacts",
    "LateOrder",
    "allowances_of",
    "amounts_of",
    "awaits_invoice",
    "buyers_who_prepay",
    "find_numbers",
    "find_of_deal",
    "find_order",
    "get_order",
    "get_return",
    "has_reference",
    "late_orders",
    "leaving_together",
    "lines_of",
    "lowered_by",
    "lowered_by_part",
    "lowered_of",
    "parts_of_order",
    "payable_minor",
    "places_of",
    "sellers_paid_first",
    "totals_of_orders",
]
