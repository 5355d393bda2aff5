"""Orders and returns within categories, for conditions on what apps above make of them."""

from collections.abc import Collection
from uuid import UUID

from django.db.models import QuerySet

from tenant_apps.orders.models import Order, OrderReturn, of_categories, returns_of_categories


def orders_of(codes: Collection[str]) -> QuerySet[Order, UUID]:
    """Ids of the orders with goods of these categories alone."""
    return Order.objects.filter(of_categories(codes)).values_list("pk", flat=True)


def returns_of(codes: Collection[str]) -> QuerySet[OrderReturn, UUID]:
    """Ids of the returns with goods of these categories alone."""
    return OrderReturn.objects.filter(returns_of_categories(codes)).values_list("pk", flat=True)
