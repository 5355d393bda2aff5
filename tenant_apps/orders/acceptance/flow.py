"""A batch of orders from wishes to written rows, as steps that whoever has a connection drives.

Two ways through: on trust (levels are locked with the write, and the table's check refuses what was sold meanwhile:
then the whole is done again exactly), and exact (levels are locked and read before the decision). On trust is what
happens nearly always; exact is for the last units, and for transactions that must not fail.
"""

from collections.abc import Generator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from shared_apps.foundation.refusals import Refusal
from shared_apps.lane.arrays import array_of
from tenant_apps.orders.acceptance import statements as sql
from tenant_apps.orders.acceptance.deciding import Deciding, Verdict
from tenant_apps.orders.acceptance.reading import Call, Read, Rows, facts_of, goods, locked, papers
from tenant_apps.orders.acceptance.shelves import Shelf, Shelves
from tenant_apps.orders.acceptance.wishes import Accepted, Wish
from tenant_apps.orders.acceptance.writing import Accounts, Told, accounts, levels_of, written


@dataclass(slots=True)
class Known:
    """What one process knows of one marketplace from batch to batch; all of it is proven where it decides."""

    shelves: Shelves = field(default_factory=Shelves)
    accounts: Accounts = field(default_factory=dict)


@dataclass(slots=True)
class Decided:
    """Verdicts in the order of the wishes, and the two calls that make them true: locks of levels, and the write."""

    verdicts: list[Verdict]
    orders: list[Accepted]
    shelves: Mapping[UUID, Shelf]
    accounts: Accounts
    lock: Call
    values: Mapping[str, Any]

    def remember(self, known: Known) -> None:
        """The orders are committed: less is free than was seen, and their accounts exist."""
        known.accounts = self.accounts
        for order in self.orders:
            for _goods, spot, quantity in order.holds:
                spot.free -= quantity


def decide(
    read: Read, wishes: Sequence[Wish], told: Told, known: Known, *, exact: bool
) -> Generator[list[Call], Rows, Decided]:
    """Decide a batch whose first facts are read."""
    shelves = yield from goods(read, wishes, known.shelves)
    held = yield from papers(read, wishes, shelves)
    facts = facts_of(read, shelves, held)
    deciding = Deciding(facts)
    verdicts: list[Verdict] | None = None
    if not exact:
        verdicts = deciding.walk(wishes)
    if verdicts is None or deciding.is_doubtful:
        free = yield from locked(_items(wishes, shelves))
        verdicts = Deciding(facts, free).walk(wishes)
        for shelf in shelves.values():
            for goods_ in shelf.by_sku.values():
                for spot in goods_.spots if goods_ is not None else ():
                    spot.free = free.get(spot.level_id, spot.free)
    orders = [one for one in verdicts if not isinstance(one, Refusal)]
    booked = yield from accounts(orders, known.accounts)
    levels = levels_of(orders)
    values = written(orders, levels, told, booked, read.now)
    return Decided(verdicts, orders, shelves, booked, (sql.LOCK, [array_of(levels)]), values)


def _items(wishes: Sequence[Wish], shelves: Mapping[UUID, Shelf]) -> list[str]:
    """Items of the wishes that are kept in stock."""
    named = (shelves[wish.data.seller_id].find(line) for wish in wishes for line in wish.data.lines)
    return sorted({one.id for one in named if one is not None and one.is_stocked})
