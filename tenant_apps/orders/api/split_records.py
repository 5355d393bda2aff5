"""Parts of orders, joint deliveries and the queue as the API shows them."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

import msgspec

from shared_apps.api.forms import MoneyOut, QuantityOut, decimal, money, quantity
from shared_apps.foundation import clock
from shared_apps.foundation.actor import Actor
from shared_apps.tenancy import scope
from tenant_apps.orders.queries import find_order
from tenant_apps.orders.queries.deliveries import orders_of
from tenant_apps.orders.queries.queue_pages import item_queues
from tenant_apps.orders.queries.split_pages import PartView, SplitView, split_of, split_preview


class PartLineRecord(msgspec.Struct, frozen=True, kw_only=True):
    line_no: int
    quantity: QuantityOut


class PartRecord(msgspec.Struct, frozen=True, kw_only=True):
    """What leaves one warehouse together. `warehouse` is its code, empty while the part waits for stock."""

    part_no: int
    state: str
    warehouse: str
    leaves_on: date | None
    hazard: str
    cost: MoneyOut
    net: MoneyOut | None
    reasons: list[str]
    lines: list[PartLineRecord]


class DivisionRecord(msgspec.Struct, frozen=True, kw_only=True):
    """How an order is, or would be, divided. `proved`: no division is cheaper."""

    order_id: UUID
    parts: list[PartRecord]
    cost: MoneyOut | None
    proved: bool
    reasons: list[str]


class DeliveryRecord(msgspec.Struct, frozen=True, kw_only=True):
    """Orders that leave together. `saved` is what the joining saves by the rules."""

    id: UUID
    number: str
    buyer_id: UUID
    seller_id: UUID
    state: str
    order_ids: list[UUID]
    net: MoneyOut
    tax: MoneyOut
    total: MoneyOut
    saved: MoneyOut
    made_at: datetime
    ended_at: datetime | None


class WaiterRecord(msgspec.Struct, frozen=True, kw_only=True):
    """Points are decimal texts; `ahead` is what is served before."""

    order_id: UUID
    number: str
    quantity: QuantityOut
    ahead: QuantityOut
    since: datetime
    points: str


class ItemQueueRecord(msgspec.Struct, frozen=True, kw_only=True):
    """Who waits for an item, first served first. Nobody who comes more than `overtaking_days` later overtakes."""

    item_id: UUID
    sku: str
    free: QuantityOut
    waiting: QuantityOut
    overtaking_days: str
    orders: list[WaiterRecord]


class QueueRecord(msgspec.Struct, frozen=True, kw_only=True):
    """Every item somebody waits for at the company."""

    items: list[ItemQueueRecord]


def division_record(actor: Actor, order_id: UUID) -> DivisionRecord:
    """The parts of an order; of an order that is whole, none."""
    currency = find_order(actor, order_id).currency
    found = split_of(order_id)
    if found is None:
        return DivisionRecord(order_id=order_id, parts=[], cost=None, proved=False, reasons=[])
    return _division(order_id, found, currency)


def preview_record(actor: Actor, order_id: UUID) -> DivisionRecord:
    """How the order would be divided now; for its seller."""
    currency = find_order(actor, order_id).currency
    return _division(order_id, split_preview(actor, order_id, clock.now(scope.alias())), currency)


def _division(order_id: UUID, found: SplitView, currency: str) -> DivisionRecord:
    return DivisionRecord(
        order_id=order_id,
        parts=[_part(found, part, at) for at, part in enumerate(found.parts)],
        cost=money(found.cost.minor, currency) if found.cost else None,
        proved=found.proved,
        reasons=list(found.whole),
    )


def _part(found: SplitView, part: PartView, at: int) -> PartRecord:
    lines = [
        PartLineRecord(line_no=line.line_no, quantity=quantity(amount, line.unit))
        for line, cells in found.rows
        if (amount := cells[at]) is not None
    ]
    return PartRecord(
        part_no=part.part_no, state=part.state, warehouse=part.place, leaves_on=part.leaves_on, hazard=part.hazard,
        cost=money(part.cost.minor, part.cost.currency),
        net=money(part.net.minor, part.net.currency) if part.net else None, reasons=list(part.reasons), lines=lines,
    )  # fmt: skip


def delivery_records(rows: Sequence[Any]) -> list[DeliveryRecord]:
    orders = orders_of(row.pk for row in rows)
    return [
        DeliveryRecord(
            id=row.pk, number=row.number, buyer_id=row.buyer_id, seller_id=row.seller_id, state=row.state,
            order_ids=[one.pk for one in orders.get(row.pk, [])], net=money(row.net_minor, row.currency),
            tax=money(row.tax_minor, row.currency), total=money(row.total_minor, row.currency),
            saved=money(row.saved_minor, row.currency), made_at=row.made_at, ended_at=row.ended_at,
        )
        for row in rows
    ]  # fmt: skip


def queue_record(actor: Actor) -> QueueRecord:
    """The queue of the actor's company as seller, of all for the marketplace."""
    queues = item_queues(actor, clock.now(scope.alias()))
    return QueueRecord(
        items=[
            ItemQueueRecord(
                item_id=one.item_id, sku=one.sku, free=quantity(one.free, one.unit),
                waiting=quantity(one.waiting, one.unit), overtaking_days=decimal(one.overtaking_days),
                orders=[
                    WaiterRecord(
                        order_id=row.order_id, number=row.number, quantity=quantity(row.quantity, one.unit),
                        ahead=quantity(row.ahead, one.unit), since=row.since, points=decimal(row.total),
                    )
                    for row in one.rows
                ],
            )
            for one in queues
        ]
    )  # fmt: skip
