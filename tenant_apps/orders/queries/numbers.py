"""Orders by their public numbers, for apps above that hear of them from outside."""

from collections.abc import Iterable
from uuid import UUID

from shared_apps.foundation.actor import Actor
from tenant_apps.orders.models import Order
from tenant_apps.orders.queries.orders import get_order
from tenant_apps.orders.types import OrderFacts


def find_numbers(actor: Actor, numbers: Iterable[str]) -> dict[str, OrderFacts]:
    """The orders with these numbers that the actor may see, with their lines; others are left out."""
    rows = Order.objects.visible_to(actor).filter(number__in=set(numbers)).values_list("number", "id")
    return {number: get_order(pk) for number, pk in rows}


def totals_of_orders(order_ids: Iterable[UUID]) -> dict[UUID, tuple[str, int]]:
    """State and total in minor units of each. Not cut by actor: for sums over papers."""
    rows = Order.objects.filter(pk__in=list(order_ids)).values_list("id", "state", "total_minor")
    return {pk: (state, total) for pk, state, total in rows}


def amounts_of(order_ids: Iterable[UUID]) -> dict[UUID, tuple[UUID, UUID, int, str, str]]:
    """Buyer, seller, total in minor units, currency and number of each. Not cut by actor."""
    rows = Order.objects.filter(pk__in=list(order_ids)).values_list(
        "id", "buyer_id", "seller_id", "total_minor", "currency", "number"
    )
    return {pk: (buyer, seller, total, currency, number) for pk, buyer, seller, total, currency, number in rows}
