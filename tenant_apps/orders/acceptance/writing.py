"""All rows of the accepted orders of a batch, as the sets of one statement."""

from collections.abc import Generator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec

from shared_apps.audit.record import Origin, policy_hash_of, strength_of
from shared_apps.foundation.currencies import MINOR_UNITS
from shared_apps.foundation.ids import uuid7_text
from shared_apps.lane.arrays import array_of
from tenant_apps.orders.acceptance import statements as sql
from tenant_apps.orders.acceptance.reading import Call, Row, Rows
from tenant_apps.orders.acceptance.wishes import DEAL_MARK, ORDER_MARK, Accepted
from tenant_apps.orders.decisions.reckon import amount_text, decimal_text
from tenant_apps.orders.events import OrderAccepted
from tenant_apps.rulesets.commands import number_text
from tenant_apps.trading.kernel.events import DealFormed

Accounts = dict[tuple[str, str, str], str]
Table = list[tuple[Any, ...]]


@dataclass(frozen=True, slots=True)
class Receipt:
    """The idempotency key that an order came under, and the hash of its body."""

    principal: str
    key: str
    body_hash: str


@dataclass(slots=True)
class Told:
    """How the orders of a batch are noted: an audit row each, unless the command that runs writes its own.

    Addresses of `origins` are written as precisely as the marketplace keeps them.
    """

    receipts: Sequence[Receipt | None]
    request_ids: Sequence[str]
    origins: Sequence[Origin]
    is_audited: bool = True


def accounts(orders: Sequence[Accepted], known: Accounts) -> Generator[list[Call], Rows, Accounts]:
    """The accounts that the orders are booked on: those that do not exist yet are opened, and gone if all is undone."""
    wanted = set()
    for order in orders:
        wish, currency = order.wish, order.wish.data.currency
        wanted |= {(wish.buyer_text, "ordered", currency), (wish.seller_text, "backlog", currency)}
    missing = sorted(wanted - known.keys())
    if not missing:
        return known
    known = dict(known)
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
    id: str
    company_id: str
    kind: str
    currency: str


def levels_of(orders: Sequence[Accepted]) -> dict[str, int]:
    """What the orders take of each level, in whole millionths."""
    taken: dict[str, int] = {}
    for order in orders:
        for _goods, spot, quantity in order.holds:
            taken[spot.level_id] = taken.get(spot.level_id, 0) + quantity
    return taken


@dataclass(slots=True)
class _Tables:
    """Rows by the set they belong to."""

    orders: Table = field(default_factory=list)
    lines: Table = field(default_factory=list)
    holds: Table = field(default_factory=list)
    books: Table = field(default_factory=list)
    uses: Table = field(default_factory=list)
    owed: Table = field(default_factory=list)
    audits: Table = field(default_factory=list)
    answers: Table = field(default_factory=list)


def written(
    orders: Sequence[Accepted], levels: Mapping[str, int], told: Told, known: Accounts, now: datetime
) -> Mapping[str, Any]:
    """The values of the statement that writes the orders, in their order; `levels` is what they take of each."""
    tables = _Tables()
    moment = str(now)
    spent: dict[UUID, int] = {}
    for at, order in enumerate(orders, 1):
        _order(tables, at, order, moment)
        _books(tables, at, order, known)
        _notes(tables, at, order, told)
        for limit in order.limits:
            spent[limit.id] = spent.get(limit.id, 0) + order.total_minor
            tables.uses.append((limit.id, order.order_id, order.total_minor))
    return {
        "now": now,
        "year": now.year,
        "count": len(orders),
        **sql.ORDER_ROWS.values(tables.orders),
        **sql.LINE_ROWS.values(tables.lines),
        **sql.HOLD_ROWS.values(tables.holds),
        **sql.LEVEL_ROWS.values([(level, decimal_text(quantity)) for level, quantity in levels.items()]),
        **sql.BOOK_ROWS.values(tables.books),
        **sql.SPEND_ROWS.values(list(spent.items())),
        **sql.USE_ROWS.values(tables.uses),
        **sql.OWED_ROWS.values(tables.owed),
        **sql.AUDIT_ROWS.values(tables.audits),
        **sql.ANSWER_ROWS.values(tables.answers),
    }


def _order(tables: _Tables, at: int, order: Accepted, now: str) -> None:
    wish, data = order.wish, order.wish.data
    order_id, deal_id = order.order_id, order.deal_id
    first = order.lines[0].goods.name
    title = first if len(order.lines) == 1 else f"{first} +{len(order.lines) - 1}"
    tables.orders.append((
        order_id, deal_id, wish.buyer_text, wish.seller_text, data.client_reference, data.currency, order.net_minor,
        order.tax_minor, title[:200], data.ordered_at or now, data.note, data.cost_centre or "",
        wish.spender[:140], at,
    ))  # fmt: skip
    for number, line in enumerate(order.lines, 1):
        goods = line.goods
        tables.lines.append((
            order_id, deal_id, number, goods.id, line.spot.warehouse_id if line.spot is not None else None,
            goods.name[:200], decimal_text(line.quantity), goods.unit, decimal_text(line.price), goods.tax_text,
            line.net_minor, line.tax_minor,
        ))  # fmt: skip
    for goods, spot, quantity in order.holds:
        tables.holds.append((goods.id, spot.warehouse_id, decimal_text(quantity), deal_id))


def _books(tables: _Tables, at: int, order: Accepted, known: Accounts) -> None:
    wish, currency = order.wish, order.wish.data.currency
    if order.total_minor:
        buyer, seller = known[wish.buyer_text, "ordered", currency], known[wish.seller_text, "backlog", currency]
        tables.books.append((uuid7_text(), order.order_id, currency, buyer, seller, order.total_minor, at))


def _notes(tables: _Tables, at: int, order: Accepted, told: Told) -> None:
    wish, data = order.wish, order.wish.data
    formed, accepted = events_of(order)
    tables.owed.append((DealFormed.name, DealFormed.version, f"trading:{order.deal_id}", formed, at))
    tables.owed.append((OrderAccepted.name, OrderAccepted.version, f"orders:{order.order_id}", accepted, at))
    if told.is_audited:
        total = amount_text(order.total_minor, MINOR_UNITS[data.currency])
        facts = f'{{"number":"{ORDER_MARK}","lines":{len(order.lines)},"total":"{total} {data.currency}"}}'
        actor, origin = wish.actor, told.origins[wish.number]
        tables.audits.append((
            actor.kind, actor.id[:120], actor.company_id, order.order_id, facts, told.request_ids[wish.number],
            origin.on_behalf_of, origin.session, strength_of(actor, origin), origin.address, origin.agent,
            policy_hash_of(actor.permissions), at,
        ))  # fmt: skip
    receipt = told.receipts[wish.number]
    if receipt is not None:
        tables.answers.append((receipt.principal, receipt.key, receipt.body_hash, order.marked, at))


def events_of(order: Accepted) -> tuple[str, str]:
    """What `encode` makes of `DealFormed` and `OrderAccepted`, without ids that become text again."""
    pair = f'"buyer_id":"{order.wish.buyer_text}","seller_id":"{order.wish.seller_text}"'
    deal = f'"deal_id":"{order.deal_id}"'
    formed = f'{{{deal},"number":"{DEAL_MARK}","origin":"order",{pair}}}'
    return formed, f'{{"order_id":"{order.order_id}",{deal},"number":"{ORDER_MARK}",{pair}}}'


def numbers_of(row: Row, count: int, year: int) -> list[tuple[str, str]]:
    """Numbers of order and deal of each written order, given the last ones that the statement took: deal, order."""
    assert row is not None
    deals, orders = (int(last) - count for last in row)
    return [(number_text("O", year, orders + at), number_text("D", year, deals + at)) for at in range(1, count + 1)]
