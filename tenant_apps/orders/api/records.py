"""Orders and returns as the API shows them."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec

from shared_apps.api.forms import MoneyOut, QuantityOut, decimal, money, quantity, unit_price
from shared_apps.foundation.actor import Actor
from tenant_apps.orders.queries import find_order
from tenant_apps.orders.queries.records import find_return, return_lines


class OrderLineRecord(msgspec.Struct, frozen=True, kw_only=True):
    """One line; amounts are rounded once each, and the order's totals are their sums."""

    id: UUID
    line_no: int
    item_id: UUID
    warehouse_id: UUID | None
    description: str
    quantity: QuantityOut
    unit_price: MoneyOut
    tax_rate: str
    net: MoneyOut
    tax: MoneyOut
    shipped: QuantityOut
    returned: QuantityOut


class OrderSummary(msgspec.Struct, frozen=True, kw_only=True):
    """An order without its lines. `payment_terms` are those chosen in it; null: the seller's usual ones."""

    id: UUID
    number: str
    deal_id: UUID
    buyer_id: UUID
    seller_id: UUID
    client_reference: str | None
    state: str
    net: MoneyOut
    tax: MoneyOut
    total: MoneyOut
    ordered_at: datetime
    accepted_at: datetime
    note: str
    payment_terms: UUID | None


class OrderRecord(OrderSummary, frozen=True, kw_only=True):
    """An order with its lines."""

    lines: list[OrderLineRecord]


class ReturnSummary(msgspec.Struct, frozen=True, kw_only=True):
    """A return without its lines. `order_id` is null for goods bought before the marketplace existed."""

    id: UUID
    number: str
    order_id: UUID | None
    buyer_id: UUID
    seller_id: UUID
    client_reference: str | None
    reason: str
    net: MoneyOut
    tax: MoneyOut
    total: MoneyOut
    returned_at: datetime
    accepted_at: datetime


class ReturnLineRecord(msgspec.Struct, frozen=True, kw_only=True):
    line_no: int
    item_id: UUID
    warehouse_id: UUID | None
    description: str
    quantity: QuantityOut
    unit_price: MoneyOut
    tax_rate: str
    net: MoneyOut
    tax: MoneyOut


class ReturnRecord(ReturnSummary, frozen=True, kw_only=True):
    """A return with its lines."""

    lines: list[ReturnLineRecord]


def _amounts(row: Any, currency: str) -> dict[str, MoneyOut]:
    return {
        "net": money(row.net_minor, currency),
        "tax": money(row.tax_minor, currency),
        "total": money(row.net_minor + row.tax_minor, currency),
    }


def _order(row: Any) -> dict[str, Any]:
    same = (
        "id",
        "number",
        "deal_id",
        "buyer_id",
        "seller_id",
        "client_reference",
        "state",
        "ordered_at",
        "accepted_at",
    )
    return (
        {name: getattr(row, name) for name in same}
        | _amounts(row, row.currency)
        | {
            "note": row.note,
            "payment_terms": row.payment_terms,
        }
    )


def order_summaries(rows: Sequence[Any]) -> list[OrderSummary]:
    return [OrderSummary(**_order(row)) for row in rows]


def order_record(actor: Actor, order_id: UUID) -> OrderRecord:
    """One order with its lines; NotFound when the actor may not see it."""
    facts = find_order(actor, order_id)
    lines = [
        OrderLineRecord(
            id=line.id,
            line_no=line.line_no,
            item_id=line.item_id,
            warehouse_id=line.warehouse_id,
            description=line.description,
            quantity=quantity(line.quantity, line.unit),
            unit_price=unit_price(line.unit_price, facts.currency),
            tax_rate=decimal(line.tax_rate),
            net=money(line.net_minor, facts.currency),
            tax=money(line.tax_minor, facts.currency),
            shipped=quantity(line.shipped, line.unit),
            returned=quantity(line.returned, line.unit),
        )
        for line in facts.lines
    ]
    return OrderRecord(**_order(facts), lines=lines)


def _return(row: Any) -> dict[str, Any]:
    same = (
        "id",
        "number",
        "order_id",
        "buyer_id",
        "seller_id",
        "client_reference",
        "reason",
        "returned_at",
        "accepted_at",
    )
    return {name: getattr(row, name) for name in same} | _amounts(row, row.currency)


def return_summaries(rows: Sequence[Any]) -> list[ReturnSummary]:
    return [ReturnSummary(**_return(row)) for row in rows]


def return_record(actor: Actor, return_id: UUID) -> ReturnRecord:
    """One return with its lines; NotFound when the actor may not see it."""
    row = find_return(actor, return_id)
    lines = [
        ReturnLineRecord(
            line_no=line.line_no,
            item_id=line.item_id,
            warehouse_id=line.warehouse_id,
            description=line.description,
            quantity=quantity(line.quantity, line.unit),
            unit_price=unit_price(line.unit_price, row.currency),
            tax_rate=decimal(line.tax_rate),
            net=money(line.net_minor, row.currency),
            tax=money(line.tax_minor, row.currency),
        )
        for line in return_lines(row.pk)
    ]
    return ReturnRecord(**_return(row), lines=lines)
