"""Turn invoices into requests to the API. Pure: the file and the ids of companies in, request bodies out.

- a sale becomes an order with agreed prices; a line without price stays in it, free of charge;
- an invoice whose number begins with C becomes a return of the absolute quantities;
- negative lines without price and customer are the warehouse's own corrections: a stock adjustment each;
- with several suppliers, an invoice becomes one request per supplier that sells one of its articles.
"""

import zlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Literal
from uuid import UUID

import msgspec

from tenant_apps.integrations.replay.dataset import CURRENCY, UNIT, Invoice, Line, is_stocked

Kind = Literal["order", "return", "adjustment"]
PATHS: dict[Kind, str] = {"order": "/api/v1/orders", "return": "/api/v1/returns", "adjustment": "/api/v1/stock:adjust"}
WALK_IN = ""


@dataclass(frozen=True, slots=True)
class Parties:
    """Ids made by the seeding: buyers by customer number, suppliers in their order, each with its warehouse."""

    buyers: Mapping[str, UUID]
    suppliers: tuple[UUID, ...]
    warehouses: tuple[UUID, ...]
    items: Mapping[str, UUID]


@dataclass(frozen=True, slots=True)
class Request:
    """One call. `key` names it for ever: idempotency key and journal entry. `reference` is the invoice's number."""

    key: str
    kind: Kind
    reference: str
    body: bytes
    total_minor: int
    moves: tuple[tuple[str, int], ...]

    @property
    def path(self) -> str:
        return PATHS[self.kind]


def supplier_of(sku: str, count: int) -> int:
    """Which supplier sells an article: spread evenly, the same in every run."""
    return zlib.crc32(sku.upper().encode()) % count


def opening_stock(invoices: Iterable[Invoice]) -> dict[str, int]:
    """What goes out of each stocked article over the whole file.

    All of it on the first day, so that no order can run short whatever the order in which parallel requests arrive.
    """
    need: dict[str, int] = {}
    for invoice in invoices:
        for line in invoice.lines:
            if is_stocked(line.sku):
                out = 0 if invoice.is_cancellation else abs(line.quantity)
                need[line.sku] = need.get(line.sku, 0) + out
    return need


def requests_of(invoice: Invoice, parties: Parties) -> Iterator[Request]:
    """The calls for one invoice, one per supplier."""
    count = len(parties.suppliers)
    for place in range(count):
        lines = [line for line in invoice.lines if supplier_of(line.sku, count) == place]
        if lines:
            suffix = f"-{place + 1}" if count > 1 else ""
            yield from _calls(invoice, lines, parties, place, invoice.number + suffix)


def _calls(invoice: Invoice, lines: list[Line], parties: Parties, place: int, key: str) -> Iterator[Request]:
    if invoice.is_cancellation:
        yield _return(invoice, lines, parties, place, key)
        return
    sold = [line for line in lines if line.quantity > 0]
    lost = [line for line in lines if line.quantity < 0]
    if sold:
        yield _order(invoice, sold, parties, place, key)
    for number, line in enumerate(lost, start=1):
        if is_stocked(line.sku):
            yield _adjustment(invoice, line, parties, place, f"{key}-adjustment-{number}")


def _order(invoice: Invoice, lines: list[Line], parties: Parties, place: int, key: str) -> Request:
    body = {
        "buyer_id": str(parties.buyers[invoice.customer]),
        "seller_id": str(parties.suppliers[place]),
        "currency": CURRENCY,
        "client_reference": invoice.number,
        "ordered_at": _time(invoice),
        "lines": [_line(line) for line in lines],
    }
    moves = tuple((line.sku, -line.quantity) for line in lines if is_stocked(line.sku))
    return Request(
        key, "order", invoice.number, msgspec.json.encode(body), sum(line.total_minor for line in lines), moves
    )


def _return(invoice: Invoice, lines: list[Line], parties: Parties, place: int, key: str) -> Request:
    body = {
        "buyer_id": str(parties.buyers[invoice.customer]),
        "seller_id": str(parties.suppliers[place]),
        "currency": CURRENCY,
        "client_reference": invoice.number,
        "returned_at": _time(invoice),
        "reason": "Cancelled in the order history",
        "lines": [_line(line) for line in lines],
    }
    moves = tuple((line.sku, abs(line.quantity)) for line in lines if is_stocked(line.sku))
    return Request(
        key, "return", invoice.number, msgspec.json.encode(body), sum(line.total_minor for line in lines), moves
    )


def _adjustment(invoice: Invoice, line: Line, parties: Parties, place: int, key: str) -> Request:
    body = {
        "item_id": str(parties.items[line.sku]),
        "warehouse_id": str(parties.warehouses[place]),
        "change": str(line.quantity),
        "reason": f"{invoice.number}: {line.description or 'no reason given'}"[:200],
    }
    return Request(key, "adjustment", "", msgspec.json.encode(body), 0, ((line.sku, line.quantity),))


def _line(line: Line) -> dict[str, object]:
    return {
        "sku": line.sku,
        "quantity": {"value": str(abs(line.quantity)), "unit": UNIT},
        "unit_price": f"{line.unit_price:f}",
    }


def _time(invoice: Invoice) -> str:
    return invoice.at.isoformat().replace("+00:00", "Z")
