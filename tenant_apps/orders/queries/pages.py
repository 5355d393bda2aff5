"""Orders and returns as their pages list them, cut to what the actor may see."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from shared_apps.api.paging import cut
from shared_apps.foundation.actor import Actor
from shared_apps.foundation.money import Money
from shared_apps.ui.lists import order_of, wanted_date
from tenant_apps.orders.models import Order, OrderLine, OrderReturn, OrderReturnLine

PAGE = 40
# What a list may be sorted by; amounts by currency first, so that unlike ones are not compared.
SORTS = {"total": ("currency", "total_minor"), "ordered": ("ordered_at",)}
TABS = ("accepted", "shipped", "delivered", "invoiced", "settled", "cancelled")


@dataclass(frozen=True, slots=True)
class OrderRow:
    id: UUID
    number: str
    state: str
    client_reference: str
    buyer_id: UUID
    buyer: str
    seller_id: UUID
    seller: str
    what: str
    more_lines: int
    net: Money
    total: Money
    ordered_at: datetime

    def partner_of(self, company_id: UUID | None) -> str:
        return self.seller if company_id == self.buyer_id else self.buyer


@dataclass(frozen=True, slots=True)
class ReturnRow:
    id: UUID
    number: str
    order_id: UUID | None
    order_number: str
    buyer: str
    seller: str
    reason: str
    total: Money
    returned_at: datetime


@dataclass(frozen=True, slots=True)
class Page:
    rows: Sequence[Any]
    next_cursor: str


def orders_of(actor: Actor, filters: Mapping[str, str]) -> QuerySet[Any]:
    """Orders of one view and filter. `open` is everything that is neither settled nor cancelled."""
    rows = Order.objects.visible_to(actor)
    view = filters.get("view", "")
    if view in TABS:
        rows = rows.filter(state=view)
    elif view == "open":
        rows = rows.exclude(state__in=["settled", "cancelled"])
    if actor.company_id and filters.get("side") in ("buy", "sell"):
        rows = rows.filter(**{"buyer_id" if filters["side"] == "buy" else "seller_id": actor.company_id})
    if (since := wanted_date(filters, "since")) is not None:
        rows = rows.filter(ordered_at__date__gte=since)
    if (until := wanted_date(filters, "until")) is not None:
        rows = rows.filter(ordered_at__date__lte=until)
    for word in filters.get("q", "").split():
        rows = rows.filter(
            Q(number__icontains=word)
            | Q(client_reference__icontains=word)
            | Q(buyer__name__icontains=word)
            | Q(seller__name__icontains=word)
        )
    return rows


def order_counts(actor: Actor) -> dict[str, int]:
    """How many orders stand where, with `all` and `open`."""
    found = dict(Order.objects.visible_to(actor).values_list("state").annotate(times=Count("pk")).order_by())
    found["all"] = sum(found.values())
    found["open"] = found["all"] - found.get("settled", 0) - found.get("cancelled", 0)
    return found


def order_page(actor: Actor, filters: Mapping[str, str], cursor: str | None, limit: int = PAGE) -> Page:
    rows = orders_of(actor, filters).select_related("buyer", "seller")
    found = cut(rows, "orders", cursor=cursor, limit=limit, sort=order_of(filters, SORTS))
    return Page(_orders(found.rows), found.next_cursor)


def order_export(actor: Actor, filters: Mapping[str, str]) -> Iterator[OrderRow]:
    """The same rows as the list, all of them."""
    batch: list[Order] = []
    rows = orders_of(actor, filters).select_related("buyer", "seller").order_by("-id")
    for row in rows.iterator(chunk_size=1000):
        batch.append(row)
        if len(batch) == 1000:
            yield from _orders(batch)
            batch = []
    yield from _orders(batch)


def returns_for(actor: Actor, filters: Mapping[str, str]) -> QuerySet[Any]:
    """Returns of one filter."""
    rows = OrderReturn.objects.visible_to(actor).select_related("buyer", "seller", "order")
    for word in filters.get("q", "").split():
        rows = rows.filter(
            Q(number__icontains=word) | Q(client_reference__icontains=word) | Q(order__number__icontains=word)
            | Q(buyer__name__icontains=word) | Q(seller__name__icontains=word)
        )  # fmt: skip
    return rows


def return_page(actor: Actor, filters: Mapping[str, str], cursor: str | None) -> Page:
    found = cut(returns_for(actor, filters), "returns", cursor=cursor, limit=PAGE)
    return Page([_return(row) for row in found.rows], found.next_cursor)


def return_export(actor: Actor, filters: Mapping[str, str]) -> Iterator[ReturnRow]:
    """The same rows as the list, all of them."""
    for row in returns_for(actor, filters).order_by("-id").iterator(chunk_size=1000):
        yield _return(row)


def return_view(actor: Actor, return_id: UUID) -> tuple[ReturnRow, list[OrderReturnLine]] | None:
    """One return with its lines, or None when it is not for this actor."""
    rows: QuerySet[Any] = OrderReturn.objects.visible_to(actor).select_related("buyer", "seller", "order")
    row = rows.filter(pk=return_id).first()
    if row is None:
        return None
    return _return(row), list(OrderReturnLine.objects.filter(order_return_id=row.pk).order_by("line_no"))


def returns_of_order(order_id: UUID) -> list[ReturnRow]:
    """Returns of an order that was cut already."""
    rows = OrderReturn.objects.filter(order_id=order_id).select_related("buyer", "seller", "order").order_by("id")
    return [_return(row) for row in rows]


def _orders(rows: Sequence[Order]) -> list[OrderRow]:
    ids = [row.pk for row in rows]
    times: dict[UUID, int] = {}
    firsts: dict[UUID, str] = {}
    lines = OrderLine.objects.filter(order_id__in=ids).order_by("line_no").values_list("order_id", "description")
    for order_id, text in lines:
        firsts.setdefault(order_id, text)
        times[order_id] = times.get(order_id, 0) + 1
    return [
        OrderRow(
            id=row.pk,
            number=row.number,
            state=row.state,
            client_reference=row.client_reference or "",
            buyer_id=row.buyer_id,
            buyer=row.buyer.name,
            seller_id=row.seller_id,
            seller=row.seller.name,
            what=firsts.get(row.pk, ""),
            more_lines=max(0, times.get(row.pk, 1) - 1),
            net=Money(row.net_minor, row.currency),
            total=Money(row.total_minor, row.currency),
            ordered_at=row.ordered_at,
        )
        for row in rows
    ]


def _return(row: OrderReturn) -> ReturnRow:
    return ReturnRow(
        id=row.pk,
        number=row.number,
        order_id=row.order_id,
        order_number=row.order.number if row.order else "",
        buyer=row.buyer.name,
        seller=row.seller.name,
        reason=row.reason,
        total=Money(row.total_minor, row.currency),
        returned_at=row.returned_at,
    )
