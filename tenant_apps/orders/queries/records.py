"""Rows of orders and returns for lists that filter and page further, already cut to what the actor may see."""

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from django.db.models import Count, QuerySet, Sum

from shared_apps.foundation.actor import Actor
from tenant_apps.orders import errors
from tenant_apps.orders.models import JointDelivery, Order, OrderReturn, OrderReturnLine


def order_rows(actor: Actor, filters: Mapping[str, Any]) -> QuerySet[Order]:
    """Orders; `filters` are column values, `ordered_since` a day."""
    rows = Order.objects.visible_to(actor)
    since = filters.get("ordered_since")
    equal = {name: value for name, value in filters.items() if name != "ordered_since"}
    if since is not None:
        rows = rows.filter(ordered_at__date__gte=since)
    return rows.filter(**equal)


def return_rows(actor: Actor, filters: Mapping[str, Any]) -> QuerySet[OrderReturn]:
    """Returns; `filters` are column values."""
    return OrderReturn.objects.visible_to(actor).filter(**filters)


def delivery_rows(actor: Actor, filters: Mapping[str, Any]) -> QuerySet[JointDelivery]:
    """Joint deliveries; `filters` are column values."""
    return JointDelivery.objects.visible_to(actor).filter(**filters)


def find_return(actor: Actor, return_id: UUID) -> OrderReturn:
    """The return if this actor may see it."""
    row = OrderReturn.objects.visible_to(actor).filter(pk=return_id).first()
    if row is None:
        raise errors.order_unknown()
    return row


def return_lines(return_id: UUID) -> list[OrderReturnLine]:
    return list(OrderReturnLine.objects.filter(order_return_id=return_id).order_by("line_no"))


def count_by_reference(seller_ids: Iterable[UUID], *, returns: bool = False) -> dict[str, int]:
    """How often each buyer's reference occurs at these sellers; for reports that look for lost and doubled ones."""
    model: Any = OrderReturn if returns else Order
    rows = model.objects.filter(seller_id__in=list(seller_ids), client_reference__isnull=False)
    return dict(rows.values_list("client_reference").annotate(times=Count("id")))


def total_by_currency(seller_ids: Iterable[UUID], *, returns: bool = False) -> dict[str, int]:
    """Net of all orders (or returns) of these sellers in minor units, cancelled ones left out."""
    model: Any = OrderReturn if returns else Order
    rows = model.objects.filter(seller_id__in=list(seller_ids))
    if not returns:
        rows = rows.exclude(state="cancelled")
    return {currency: int(total) for currency, total in rows.values_list("currency").annotate(total=Sum("net_minor"))}


def count_by_state(seller_ids: Iterable[UUID]) -> dict[str, int]:
    rows = Order.objects.filter(seller_id__in=list(seller_ids))
    return dict(rows.values_list("state").annotate(times=Count("id")).order_by("state"))
