"""Deals as the API shows them."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec

from shared_apps.api.forms import MoneyOut, QuantityOut, decimal, money, quantity, unit_price
from shared_apps.foundation.actor import Actor
from tenant_apps.trading.kernel.queries import find_deal


class DealSummary(msgspec.Struct, frozen=True, kw_only=True):
    """A deal without its lines. `origin` says what formed it: a listing or an order."""

    id: UUID
    number: str
    origin: str
    trading_event_id: UUID | None
    buyer_id: UUID
    seller_id: UUID
    title: str
    net: MoneyOut
    tax: MoneyOut
    total: MoneyOut
    formed_by: str
    formed_at: datetime
    settled_at: datetime | None
    cancelled_at: datetime | None


class DealLineRecord(msgspec.Struct, frozen=True, kw_only=True):
    line_no: int
    item_id: UUID
    warehouse_id: UUID | None
    description: str
    quantity: QuantityOut
    unit_price: MoneyOut
    tax_rate: str
    net: MoneyOut
    tax: MoneyOut


class DealRecord(DealSummary, frozen=True, kw_only=True):
    """A deal with its lines."""

    lines: list[DealLineRecord]


_SAME = (
    "id", "number", "origin", "trading_event_id", "buyer_id", "seller_id", "title", "formed_by", "formed_at",
    "settled_at", "cancelled_at",
)  # fmt: skip


def _deal(row: Any) -> dict[str, Any]:
    return {name: getattr(row, name) for name in _SAME} | {
        "net": money(row.net_minor, row.currency),
        "tax": money(row.tax_minor, row.currency),
        "total": money(row.total_minor, row.currency),
    }


def deal_summaries(rows: Sequence[Any]) -> list[DealSummary]:
    return [DealSummary(**_deal(row)) for row in rows]


def deal_record(actor: Actor, deal_id: UUID) -> DealRecord:
    """One deal with its lines; NotFound when the actor may not see it."""
    facts = find_deal(actor, deal_id)
    lines = [
        DealLineRecord(
            line_no=line.line_no,
            item_id=line.item_id,
            warehouse_id=line.warehouse_id,
            description=line.description,
            quantity=quantity(line.quantity, line.unit),
            unit_price=unit_price(line.unit_price, facts.currency),
            tax_rate=decimal(line.tax_rate),
            net=money(line.net_minor, facts.currency),
            tax=money(line.tax_minor, facts.currency),
        )
        for line in facts.lines
    ]
    return DealRecord(**_deal(facts), lines=lines)
