"""All rows of the accepted orders of a batch, as the sets of one statement."""

from collections import defaultdict
from collections.abc import Generator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

import msgspec

from shared_apps.foundation.ids import uuid7
from shared_apps.foundation.money import Money
from shared_apps.lane.arrays import array_of
from shared_apps.lane.sets import SetWrite
from shared_apps.outbox.events import DomainEvent, encode
from tenant_apps.orders.acceptance import statements as sql
from tenant_apps.orders.acceptance.reading import ROUTE, Call, Row, Rows
from tenant_apps.orders.acceptance.wishes import Accepted
from tenant_apps.orders.events import OrderAccepted
from tenant_apps.rulesets.commands import number_text
from tenant_apps.trading.kernel.events import DealFormed

HOLD_DEAL = "trading.deal"
ORDER = "orders.order"
FORMED_BY = "order against a price list"
Accounts = dict[tuple[UUID, str, str], UUID]


@dataclass(slots=True)
class Receipt:
    """What goes with an order that came under an idempotency key. `request_id` is that of its request."""

    principal: str
    key: str
    body_hash: str


@dataclass(slots=True)
class Told:
    """How the orders of a batch are noted: an audit row each, unless the command that runs writes its own."""

    receipts: Sequence[Receipt | None]
    request_ids: Sequence[str]
    is_audited: bool = True


def accounts(orders: Sequence[Accepted], known: Accounts) -> Generator[list[Call], Rows, Accounts]:
    """The accounts that the orders are booked on: those that do not exist yet are opened, and gone if all is undone."""
    known = dict(known)
    wanted = set()
    for order in orders:
        data = order.wish.data
        wanted |= {(order.wish.buyer_id, "ordered", data.currency), (data.seller_id, "backlog", data.currency)}
    missing = sorted(wanted - known.keys())
    if not missing:
        return known
    columns: Sequence[Any] = [array_of(column) for column in zip(*missing, strict=True)]
    ways: list[list[Call]] = [[(sql.ACCOUNTS, columns)], [(sql.OPEN_ACCOUNTS, columns), (sql.ACCOUNTS, columns)]]
    for calls in ways:
        rows = yield calls
        found = msgspec.json.decode(rows[-1][0] or "[]", type=list[_AccountRow])  # type: ignore[index]
        known.update({(one.company_id, one.kind, one.currency): one.id for one in found})
        if all(name in known for name in missing):
            break
    return known


class _AccountRow(msgspec.Struct, frozen=True):
    id: UUID
    company_id: UUID
    kind: str
    currency: str


def levels_of(orders: Sequence[Accepted]) -> dict[UUID, Decimal]:
    """What the orders take of each level."""
    taken: dict[UUID, Decimal] = defaultdict(Decimal)
    for order in orders:
        for level_id, _item, _warehouse, quantity in order.holds:
            taken[level_id] += quantity
    return taken


def written(orders: Sequence[Accepted], told: Told, known: Accounts, now: datetime) -> Mapping[str, Any]:
    """The values of the statement that writes the orders, in their order."""
    rows: dict[str, list[tuple[Any, ...]]] = {part.name: [] for part in sql.PARTS}
    spent: dict[UUID, int] = defaultdict(int)
    for at, order in enumerate(orders, 1):
        _order(rows, at, order, now)
        _books(rows, at, order, known)
        _notes(rows, at, order, told)
        for limit in order.limits:
            spent[limit.id] += order.total_minor
            rows["uses"].append((uuid7(), limit.id, ORDER, order.order_id, order.total_minor))
    rows["taken"] = sorted(spent.items())
    rows["reserved"] = sorted(levels_of(orders).items())
    values: dict[str, Any] = {"now": now, "year": now.year, "count": len(orders)}
    for part in sql.PARTS:
        assert isinstance(part, SetWrite)
        values |= part.values(rows[part.name])
    return values


def _order(rows: dict[str, list[tuple[Any, ...]]], at: int, order: Accepted, now: datetime) -> None:
    wish, data = order.wish, order.wish.data
    first = order.lines[0].asked.item.name
    title = first if len(order.lines) == 1 else f"{first} +{len(order.lines) - 1}"
    parties = (wish.buyer_id, data.seller_id)
    amounts = (order.net_minor, order.tax_minor)
    rows["deals"].append((order.deal_id, "order", *parties, title[:200], data.currency, *amounts, FORMED_BY, at))
    rows["orders"].append((
        order.order_id, order.deal_id, *parties, data.client_reference, data.currency, *amounts,
        data.ordered_at or now, data.note, data.cost_centre or "", at,
    ))  # fmt: skip
    for number, line in enumerate(order.lines, 1):
        item = line.asked.item
        same = (
            number, item.id, line.warehouse_id, item.name[:200], line.asked.quantity, item.unit, line.unit_price,
            item.tax_rate, line.amounts.net_minor, line.amounts.tax_minor,
        )  # fmt: skip
        rows["deal_lines"].append((uuid7(), order.deal_id, *same))
        rows["lines"].append((uuid7(), order.order_id, *same))
    for _level, item_id, warehouse_id, quantity in order.holds:
        rows["holds"].append((uuid7(), item_id, warehouse_id, quantity, HOLD_DEAL, order.deal_id))


def _books(rows: dict[str, list[tuple[Any, ...]]], at: int, order: Accepted, known: Accounts) -> None:
    data = order.wish.data
    if order.total_minor:
        entry = uuid7()
        buyer = known[order.wish.buyer_id, "ordered", data.currency]
        seller = known[data.seller_id, "backlog", data.currency]
        rows["entries"].append((entry, order.order_id, data.currency, at))
        rows["legs"].append((entry, buyer, seller, order.total_minor))


def _notes(rows: dict[str, list[tuple[Any, ...]]], at: int, order: Accepted, told: Told) -> None:
    wish, data = order.wish, order.wish.data
    events: tuple[DomainEvent, ...] = (
        DealFormed(
            deal_id=order.deal_id, number=sql.DEAL_MARK, origin="order",
            buyer_id=wish.buyer_id, seller_id=data.seller_id,
        ),
        OrderAccepted(
            order_id=order.order_id, deal_id=order.deal_id, number=sql.ORDER_MARK,
            buyer_id=wish.buyer_id, seller_id=data.seller_id,
        ),
    )  # fmt: skip
    for event in events:
        rows["owed"].append((uuid7(), event.name, event.version, event.aggregate(), encode(event), at))
    if told.is_audited:
        total = str(Money(order.total_minor, data.currency))
        facts = {"number": sql.ORDER_MARK, "lines": len(order.lines), "total": total}
        actor = wish.actor
        rows["audits"].append((
            uuid7(), ROUTE, actor.kind, actor.id[:120], actor.display[:200], actor.company_id, ORDER, order.order_id,
            msgspec.json.encode(facts).decode(), told.request_ids[wish.number], at,
        ))  # fmt: skip
    receipt = told.receipts[wish.number]
    if receipt is not None:
        answer = msgspec.json.encode(order.answer(sql.ORDER_MARK, sql.DEAL_MARK)).decode()
        same = (receipt.principal, ROUTE, receipt.key, receipt.body_hash, answer, at)
        rows["answers"].append((uuid7(), *same))


def numbers_of(row: Row, count: int, year: int) -> list[tuple[str, str]]:
    """Numbers of order and deal of each written order, given the last ones that the statement took: deal, order."""
    assert row is not None
    deals, orders = (int(last) - count for last in row)
    return [(number_text("O", year, orders + at), number_text("D", year, deals + at)) for at in range(1, count + 1)]
