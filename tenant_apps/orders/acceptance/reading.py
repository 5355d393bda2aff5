"""What a batch reads, as steps without a connection: statements go out, rows come back.

A step is a list of calls that go to the database in one message; who drives the steps sends them his way. The lane does
it on a connection of its own, everybody else on the one of the open transaction.
"""

from collections.abc import Generator, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import msgspec

from shared_apps.lane.arrays import array_of
from shared_apps.lane.prepared import Prepared
from tenant_apps.approvals.queries import AskingCompany
from tenant_apps.catalogue.queries import ItemRow, ShelfRow, kinds_of
from tenant_apps.identity.queries import KeyRow
from tenant_apps.inventory.queries import LevelRow
from tenant_apps.orders.acceptance import statements as sql
from tenant_apps.orders.acceptance.deciding import Facts
from tenant_apps.orders.acceptance.shelves import Shelf, Shelves, fill
from tenant_apps.orders.acceptance.wishes import Wish
from tenant_apps.orders.commands.order_input import PlaceOrder
from tenant_apps.orders.decisions.reckon import millionths
from tenant_apps.parties.queries import CompanyFacts, PaperRow
from tenant_apps.pricing.queries import TierRow
from tenant_apps.spending.queries import LimitRow

Call = tuple[Prepared, Sequence[Any] | Mapping[str, Any]]
Row = tuple[Any, ...] | None
Rows = list[Row]


class KnownAnswer(msgspec.Struct, frozen=True):
    """What was stored under a key."""

    principal: str
    key: str
    body_hash: str
    answer: str


class UsedReference(msgspec.Struct, frozen=True):
    """A reference that a buyer used with a seller before, and the order it is of."""

    buyer_id: UUID
    seller_id: UUID
    reference: str
    number: str


class PrepaidPair(msgspec.Struct, frozen=True):
    """A buyer that pays a seller before it gets anything."""

    buyer_id: UUID
    seller_id: UUID


class OwnList(msgspec.Struct, frozen=True):
    """A buyer with a price list of its own at a supplier."""

    supplier_id: UUID
    buyer_id: UUID


@dataclass(slots=True)
class Read:
    """What was read for a batch, besides the goods. `answers` by principal and key: hash of the body, answer.

    `asking` are buyers that have approval policies.
    """

    now: datetime
    keys: list[KeyRow]
    answers: dict[tuple[str, str], tuple[str, str]]
    companies: dict[UUID, CompanyFacts]
    references: dict[tuple[UUID, UUID, str], str]
    versions: dict[UUID, int]
    limits: list[LimitRow]
    prepaid: frozenset[tuple[UUID, UUID]]
    asking: frozenset[UUID]


def first_calls(
    asked_for: Iterable[tuple[UUID, PlaceOrder]], key_hashes: Sequence[str], keys: Sequence[tuple[str, str]]
) -> list[Call]:
    """Limits, then everything else, for buyers with orders. `keys` are principals and idempotency keys."""
    pairs = {(buyer, data.seller_id, data.client_reference) for buyer, data in asked_for}
    buyers = sorted({str(buyer) for buyer, _seller, _reference in pairs})
    sellers = sorted({str(seller) for _buyer, seller, _reference in pairs})
    named = [one for one in pairs if one[2]]
    asked = [
        array_of(key_hashes),
        *_columns(keys, 2),
        sql.ROUTE,
        array_of({*buyers, *sellers}),
        *_columns(named, 3),
        array_of(sellers),
        array_of(buyers),
        array_of(sellers),
        array_of(buyers),
    ]
    return [(sql.LIMITS, [array_of(buyers)]), (sql.FACTS, asked)]


def read_of(limits: Row, facts: Row) -> Read:
    """The rows of `first_calls`."""
    assert limits is not None and facts is not None
    clock, keys, answers, companies, references, shelves, prepaid, asking = facts
    return Read(
        now=clock.astimezone(UTC),
        keys=_decoded(_KEYS, keys),
        answers={(one.principal, one.key): (one.body_hash, one.answer) for one in _decoded(_ANSWERS, answers)},
        companies={one.id: one for one in _decoded(_COMPANIES, companies)},
        references={
            (one.buyer_id, one.seller_id, one.reference): one.number for one in _decoded(_REFERENCES, references)
        },
        versions={one.supplier_id: one.version for one in _decoded(_SHELVES, shelves)},
        limits=_decoded(_LIMITS, limits[0]),
        prepaid=frozenset((one.buyer_id, one.seller_id) for one in _decoded(_PREPAID, prepaid)),
        asking=frozenset(one.company_id for one in _decoded(_ASKING, asking)),
    )


def goods(read: Read, wishes: Sequence[Wish], shelves: Shelves) -> Generator[list[Call], Rows, dict[UUID, Shelf]]:
    """The sellers' shelves with everything that the wishes name; read only as far as it is not there or not right."""
    found = {
        seller: shelves.at(seller, read.versions.get(seller, 0)) for seller in {wish.data.seller_id for wish in wishes}
    }
    skus: set[tuple[UUID, str]] = set()
    ids: set[tuple[UUID, UUID]] = set()
    pairs: set[tuple[UUID, UUID]] = set()
    for wish in wishes:
        seller, shelf = wish.data.seller_id, found[wish.data.seller_id]
        missing = shelf.missing(wish.data.lines, wish.buyer_id)
        if not missing and wish.buyer_id not in shelf.has_own:
            pairs.add((seller, wish.buyer_id))
        for line in missing:
            pairs.add((seller, wish.buyer_id))
            if line.sku is not None:
                skus.add((seller, line.sku))
            elif line.item_id is not None:
                ids.add((seller, line.item_id))
    if not pairs:
        return found
    asked = [*_columns(list(skus), 2), *_columns(list(ids), 2), *_columns(list(pairs), 2)]
    (row,) = yield [(sql.ITEMS, asked)]
    assert row is not None
    items, own = _decoded(_ITEMS, row[0]), _decoded(_OWN, row[1])
    with_own = {(one.supplier_id, one.buyer_id) for one in own}
    numbers = array_of(item.id for item in items)
    (row,) = yield [(sql.GOODS, [numbers, array_of({buyer for _, buyer in with_own}), numbers])]
    assert row is not None
    fill(found, items, _decoded(_TIERS, row[0]), _decoded(_LEVELS, row[1]), with_own)
    # Another batch may use the shelves between two messages: what is not there is said once all is read.
    for seller, sku in skus:
        found[seller].by_sku.setdefault(sku, None)
    for seller, pk in ids:
        found[seller].by_id.setdefault(pk, None)
    for seller, buyer in pairs:
        found[seller].has_own[buyer] = (seller, buyer) in with_own
    return found


def papers(
    read: Read, wishes: Sequence[Wish], shelves: Mapping[UUID, Shelf]
) -> Generator[list[Call], Rows, dict[UUID, set[str]]]:
    """Kinds of valid papers of buyers and sellers, as far as goods of the wishes need any; nearly always nothing."""
    found: dict[UUID, set[str]] = {}
    asking = [wish for wish in wishes if shelves[wish.data.seller_id].asks]
    if not asking:
        return found
    today, kinds, companies = read.now.date(), set(), set()
    for wish in asking:
        shelf = shelves[wish.data.seller_id]
        goods_ = [shelf.find(line) for line in wish.data.lines]
        needed = kinds_of((need for one in goods_ if one is not None for need in one.needs), today)
        if needed:
            kinds |= needed
            companies |= {wish.buyer_id, wish.data.seller_id}
    if not kinds:
        return found
    (row,) = yield [(sql.PAPERS, [array_of(companies), array_of(kinds), today, today])]
    assert row is not None
    for paper in _decoded(_PAPERS, row[0]):
        found.setdefault(paper.company_id, set()).add(paper.kind)
    return found


def locked(item_ids: Sequence[str]) -> Generator[list[Call], Rows, dict[str, int]]:
    """What is free on all levels of the items, in whole millionths; they are locked."""
    (row,) = yield [(sql.LOCKED, [array_of(item_ids)])]
    assert row is not None
    return {str(level.id): millionths(level.free) for level in _decoded(_LEVELS, row[0])}


def facts_of(read: Read, shelves: dict[UUID, Shelf], held: Mapping[UUID, set[str]]) -> Facts:
    limits = [limit.facts() for limit in read.limits]
    return Facts(read.now, read.companies, read.references, limits, shelves, read.prepaid, held)


def _columns(rows: Sequence[tuple[Any, ...]], width: int) -> list[str]:
    columns = zip(*rows, strict=True) if rows else ((),) * width
    return [array_of(column) for column in columns]


def _decoded(decoder: "msgspec.json.Decoder[list[Any]]", text: str | None) -> list[Any]:
    return decoder.decode(text) if text else []


_KEYS = msgspec.json.Decoder(list[KeyRow])
_ANSWERS = msgspec.json.Decoder(list[KnownAnswer])
_COMPANIES = msgspec.json.Decoder(list[CompanyFacts])
_REFERENCES = msgspec.json.Decoder(list[UsedReference])
_PREPAID = msgspec.json.Decoder(list[PrepaidPair])
_SHELVES = msgspec.json.Decoder(list[ShelfRow])
_PAPERS = msgspec.json.Decoder(list[PaperRow])
_ASKING = msgspec.json.Decoder(list[AskingCompany])
_LIMITS = msgspec.json.Decoder(list[LimitRow])
_ITEMS = msgspec.json.Decoder(list[ItemRow])
_OWN = msgspec.json.Decoder(list[OwnList])
_TIERS = msgspec.json.Decoder(list[TierRow])
_LEVELS = msgspec.json.Decoder(list[LevelRow])
