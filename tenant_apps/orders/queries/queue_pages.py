"""The queue as its page draws it, and the terms a seller has set."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from uuid import UUID

from shared_apps.foundation.actor import Actor
from tenant_apps.inventory.queries import available, list_warehouses
from tenant_apps.orders.models import CustomerGrade, Order, OrderDelivery, WarehouseTerms
from tenant_apps.orders.queries.waiting import Waiter, queue_for, weights_of
from tenant_apps.parties.queries import list_by_ids

PARTS = ("grade", "promise", "value", "penalty", "age")


@dataclass(frozen=True, slots=True)
class Bar:
    """One component of a score as it is drawn, in hundredths of the longest score."""

    name: str
    points: Decimal
    start: Decimal
    width: Decimal


@dataclass(frozen=True, slots=True)
class QueueRow:
    order_id: UUID
    number: str
    buyer: str
    grade: str
    promised: date | None
    since: datetime
    quantity: Decimal
    ahead: Decimal
    total: Decimal
    bars: tuple[Bar, ...]


@dataclass(frozen=True, slots=True)
class ItemQueue:
    """`overtaking_days`: nobody who comes later than this is served before."""

    item_id: UUID
    name: str
    sku: str
    unit: str
    free: Decimal
    waiting: Decimal
    overtaking_days: Decimal
    rows: tuple[QueueRow, ...]


@dataclass(frozen=True, slots=True)
class WarehouseLine:
    """A warehouse with its terms, zero where nothing is set."""

    id: UUID
    code: str
    name: str
    opening: Decimal
    zone: int
    lead_days: int


def item_queues(actor: Actor, now: datetime) -> list[ItemQueue]:
    """Every item somebody waits for, the longest queue first."""
    queues = queue_for(actor, now)
    free = available(queues)
    found = [_queue(item_id, rows, free.get(item_id, Decimal(0))) for item_id, rows in queues.items()]
    return sorted(found, key=lambda queue: (-len(queue.rows), queue.sku))


def _queue(item_id: UUID, waiters: list[Waiter], free: Decimal) -> ItemQueue:
    item = waiters[0].row.order_line.item
    longest = max(one.score.total for one in waiters) or Fraction(1)
    return ItemQueue(
        item_id=item_id, name=item.name, sku=item.sku, unit=item.unit, free=free,
        waiting=sum((one.waiting.quantity for one in waiters), Decimal(0)),
        overtaking_days=_tenth(weights_of(waiters[0].order.currency).overtaking_days),
        rows=tuple(_row(one, longest) for one in waiters),
    )  # fmt: skip


def _row(one: Waiter, longest: Fraction) -> QueueRow:
    bars, start = [], Fraction(0)
    for name in PARTS:
        points = getattr(one.score, name)
        width = points * 100 / longest
        bars.append(Bar(name, _tenth(points), _tenth(start), _tenth(width)))
        start += width
    return QueueRow(
        order_id=one.order.pk, number=one.order.number, buyer=one.order.buyer.name, grade=one.waiting.grade,
        promised=one.waiting.promised, since=one.waiting.since, quantity=one.waiting.quantity, ahead=one.ahead,
        total=_tenth(one.score.total), bars=tuple(bars),
    )  # fmt: skip


def _tenth(value: Fraction) -> Decimal:
    exact = Decimal(value.numerator) / Decimal(value.denominator)
    return exact.quantize(Decimal("0.1"), ROUND_HALF_UP)


def warehouse_lines(actor: Actor) -> list[WarehouseLine]:
    """The warehouses of the actor's company with what it costs to send something from them."""
    if actor.company_id is None:
        return []
    places = list_warehouses(actor, actor.company_id)
    terms = {
        row.warehouse_id: row for row in WarehouseTerms.objects.filter(warehouse_id__in=[one.id for one in places])
    }
    return [
        WarehouseLine(
            one.id, one.code, one.name, terms[one.id].opening if one.id in terms else Decimal(0),
            terms[one.id].zone if one.id in terms else 0, terms[one.id].lead_days if one.id in terms else 0,
        )
        for one in places
    ]  # fmt: skip


def grades_of(actor: Actor) -> list[tuple[UUID, str, str]]:
    """Buyers the actor's company sold to or classed: id, name, class."""
    if actor.company_id is None:
        return []
    known = {row.buyer_id: row.grade for row in CustomerGrade.objects.filter(seller_id=actor.company_id)}
    bought = set(Order.objects.filter(seller_id=actor.company_id).values_list("buyer_id", flat=True).distinct()[:500])
    names = list_by_ids(bought | set(known))
    return sorted(((pk, one.name, known.get(pk, "c")) for pk, one in names.items()), key=lambda row: row[1])


def wish_of(order_id: UUID) -> OrderDelivery | None:
    """Where and when an order that was cut already is wanted."""
    return OrderDelivery.objects.select_related("site").filter(order_id=order_id).first()
