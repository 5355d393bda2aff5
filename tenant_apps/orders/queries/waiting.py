"""The queue: what waits for stock, in the order in which it will be served, with the points of each."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from fractions import Fraction
from uuid import UUID

from shared_apps.foundation.actor import Actor
from shared_apps.foundation.money import Money
from tenant_apps.orders.decisions.priority import Score, Waiting, Weights, rank
from tenant_apps.orders.models import CustomerGrade, Order, OrderDelivery, OrderPartLine
from tenant_apps.rulesets.queries import values


@dataclass(frozen=True, slots=True)
class Waiter:
    """One waiting line of an order, and its points."""

    row: OrderPartLine
    order: Order
    waiting: Waiting
    score: Score
    ahead: Decimal


def weights_of(currency: str) -> Weights:
    """The marketplace's weights, with its thresholds in this currency."""
    rules = values()

    def points(name: str) -> Fraction:
        return Fraction(Decimal(str(rules[f"orders.priority_{name}"])))

    def minor(name: str) -> int:
        return Money.of_product(Decimal(str(rules[f"orders.priority_{name}"])), Decimal(1), currency).minor

    return Weights(
        grade=points("class"), promise=points("promise"), value=points("value"), penalty=points("penalty"),
        age=points("age"), full_value_minor=minor("full_value"), full_penalty_minor=minor("full_penalty"),
        horizon_days=int(str(rules["orders.priority_horizon"])),
    )  # fmt: skip


def queue_of(item_ids: Iterable[UUID], now: datetime) -> dict[UUID, list[Waiter]]:
    """What waits of each item, first served first. For who serves; pages use `queue_for`."""
    rows = OrderPartLine.objects.filter(part__state="waiting", order_line__item_id__in=list(item_ids))
    return _ranked(rows.select_related("order_line", "part__order").order_by("id"), now)


def waited_for(item_ids: Iterable[UUID]) -> set[UUID]:
    """Those of these items somebody waits for."""
    rows = OrderPartLine.objects.filter(part__state="waiting", order_line__item_id__in=list(item_ids))
    return set(rows.values_list("order_line__item_id", flat=True))


def queue_for(actor: Actor, now: datetime) -> dict[UUID, list[Waiter]]:
    """What waits at the actor's company as seller, or everywhere for the marketplace."""
    rows = OrderPartLine.objects.filter(part__state="waiting")
    if not actor.is_marketplace:
        rows = rows.filter(part__order__seller_id=actor.own_company)
    related = ("order_line__item", "part__order__buyer", "part__order__seller")
    return _ranked(rows.select_related(*related).order_by("id"), now)


def _ranked(rows: Iterable[OrderPartLine], now: datetime) -> dict[UUID, list[Waiter]]:
    by_item: dict[UUID, list[OrderPartLine]] = {}
    for row in rows:
        by_item.setdefault(row.order_line.item_id, []).append(row)
    everything = [row for found in by_item.values() for row in found]
    wishes = {
        row.order_id: row
        for row in OrderDelivery.objects.filter(order_id__in={one.part.order_id for one in everything})
    }
    grades = _grades(everything)
    queues = {}
    for item_id, found in by_item.items():
        weights = weights_of(found[0].part.order.currency)
        by_key = {str(row.pk): row for row in found}
        ranked = rank([_waiting(row, wishes, grades) for row in found], weights, now)
        ahead, waiters = Decimal(0), []
        for waiting, points in ranked:
            row = by_key[waiting.key]
            waiters.append(Waiter(row, row.part.order, waiting, points, ahead))
            ahead += waiting.quantity
        queues[item_id] = waiters
    return queues


def _grades(rows: Sequence[OrderPartLine]) -> Mapping[tuple[UUID, UUID], str]:
    sellers, buyers = {row.part.order.seller_id for row in rows}, {row.part.order.buyer_id for row in rows}
    found = CustomerGrade.objects.filter(seller_id__in=sellers, buyer_id__in=buyers)
    return {(row.seller_id, row.buyer_id): row.grade for row in found}


def _waiting(
    row: OrderPartLine, wishes: Mapping[UUID, OrderDelivery], grades: Mapping[tuple[UUID, UUID], str]
) -> Waiting:
    order = row.part.order
    wish = wishes.get(order.pk)
    return Waiting(
        key=str(row.pk),
        since=order.accepted_at,
        quantity=row.quantity,
        grade=grades.get((order.seller_id, order.buyer_id), "c"),
        promised=wish.wanted_on if wish else None,
        value_minor=row.net_minor,
        penalty_minor=wish.penalty_minor if wish else 0,
    )
