"""What is known of sellers' goods: items, prices and the places of their stock, good while the shelf's number stays.

Of the free stock only an estimate is remembered, to choose a warehouse by: what is really free is proven under a lock.
Quantities and prices are whole millionths here, ids are text as the database writes it: an order has microseconds.
"""

from collections import OrderedDict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from sys import intern
from uuid import UUID

from tenant_apps.catalogue.queries import ItemRow
from tenant_apps.catalogue.types import Need
from tenant_apps.inventory.queries import LevelRow
from tenant_apps.orders.commands.resolve_lines import OrderLineIn
from tenant_apps.orders.decisions.reckon import millionths, ten_thousandths
from tenant_apps.pricing.queries import TierRow

ITEMS_MAX = 20_000


@dataclass(slots=True, eq=False)
class Spot:
    """One level of an item: `free` is what it had when it was last seen, less what was promised since."""

    level_id: str
    warehouse_id: str
    free: int


@dataclass(frozen=True, slots=True)
class Step:
    """One tier of a price list."""

    currency: str
    valid_from: datetime
    valid_until: datetime | None
    version: int
    least: int
    price: int


@dataclass(slots=True, eq=False)
class Goods:
    """One item. `own` are the tiers of lists made for one buyer, by its id, as far as they were asked for.

    Tiers lie in the order in which they win: the newest version first, and in it the largest quantity. `needs` are the
    papers that its category asks for; nearly always none.
    """

    id: str
    sku: str
    name: str
    unit: str
    tax_rate: int
    tax_text: str
    is_stocked: bool
    state: str
    steps: list[Step] = field(default_factory=list)
    own: dict[UUID, list[Step]] = field(default_factory=dict)
    spots: list[Spot] = field(default_factory=list)
    needs: tuple[Need, ...] = ()

    def price(self, quantity: int, buyer_id: UUID, currency: str, at: datetime) -> int | None:
        """The list price of a quantity, as `choose_tier` finds it: the buyer's own list before the open one."""
        lists = (self.own[buyer_id], self.steps) if self.own and buyer_id in self.own else (self.steps,)
        for steps in lists:
            for step in steps:
                if step.least > quantity or step.currency != currency or step.valid_from > at:
                    continue
                if step.valid_until is None or step.valid_until > at:
                    return step.price
        return None


@dataclass(slots=True)
class Shelf:
    """One seller's goods under one number. Names that were looked up and not found are remembered as None.

    `has_own` says of buyers whether the seller has a price list for them alone, `asks` whether goods that are here need
    papers: without it no line is looked at for them.
    """

    version: int
    by_sku: dict[str, Goods | None] = field(default_factory=dict)
    by_id: dict[UUID, Goods | None] = field(default_factory=dict)
    has_own: dict[UUID, bool] = field(default_factory=dict)
    asks: bool = False

    def find(self, line: OrderLineIn) -> Goods | None:
        """What the line names, if there is such a thing."""
        if line.sku is not None:
            return self.by_sku.get(line.sku)
        return self.by_id.get(line.item_id) if line.item_id is not None else None

    def missing(self, lines: Sequence[OrderLineIn], buyer_id: UUID) -> list[OrderLineIn]:
        """Those of the lines about which, for this buyer, something is not here."""
        own = self.has_own.get(buyer_id)
        if own is None:
            return list(lines)
        return [line for line in lines if not self._knows(line) or (own and not self._has_own_of(line, buyer_id))]

    def _knows(self, line: OrderLineIn) -> bool:
        if line.sku is not None:
            return line.sku in self.by_sku
        return line.item_id is None or line.item_id in self.by_id

    def _has_own_of(self, line: OrderLineIn, buyer_id: UUID) -> bool:
        goods = self.find(line)
        return goods is None or buyer_id in goods.own


class Shelves:
    """The shelves of one marketplace, those used last; none outlives a process."""

    def __init__(self, items_max: int = ITEMS_MAX) -> None:
        self.items_max = items_max
        self.known: OrderedDict[UUID, Shelf] = OrderedDict()

    def at(self, seller_id: UUID, version: int) -> Shelf:
        """The seller's shelf under this number: an older one is forgotten."""
        shelf = self.known.get(seller_id)
        if shelf is None or shelf.version != version:
            shelf = self.known[seller_id] = Shelf(version)
        self.known.move_to_end(seller_id)
        return shelf

    @property
    def size(self) -> int:
        """How many items are remembered."""
        return sum(len(shelf.by_sku) for shelf in self.known.values())

    def shrink(self) -> None:
        """Forget the shelves used longest ago while there are too many items."""
        total = self.size
        while self.known and total > self.items_max:
            _seller, shelf = self.known.popitem(last=False)
            total -= len(shelf.by_sku)


def fill(
    shelves: Mapping[UUID, Shelf],
    items: Iterable[ItemRow],
    tiers: Sequence[TierRow],
    levels: Sequence[LevelRow],
    own: Iterable[tuple[UUID, UUID]],
) -> None:
    """Put what was read on the shelves of the sellers; `own` are sellers and the buyers with own lists.

    What many articles have in common, such as unit, warehouse and day of the price list, is kept once.
    """
    goods: dict[UUID, Goods] = {}
    times: dict[datetime, datetime] = {}
    buyers: dict[UUID, list[UUID]] = {}
    for seller, buyer in own:
        buyers.setdefault(seller, []).append(buyer)
    for row in items:
        shelf = shelves[row.supplier_id]
        one = shelf.by_id.get(row.id)
        if one is None:
            one = Goods(
                str(row.id), row.sku, row.name, intern(row.unit), ten_thousandths(row.tax_rate),
                intern(str(row.tax_rate)), row.stocked, intern(row.state),
            )  # fmt: skip
            shelf.by_sku[row.sku] = shelf.by_id[row.id] = one
            if row.needs:
                one.needs, shelf.asks = row.needs, True
        one.steps, one.spots = [], []
        one.own |= {buyer: [] for buyer in buyers.get(row.supplier_id, ())}
        goods[row.id] = one
    for tier in sorted(tiers, key=_rank, reverse=True):
        one = goods[tier.item_id]
        step = Step(
            intern(tier.currency), times.setdefault(tier.valid_from, tier.valid_from), tier.valid_until, tier.version,
            millionths(tier.min_quantity), millionths(tier.unit_price),
        )  # fmt: skip
        if tier.buyer_id is None:
            one.steps.append(step)
        elif tier.buyer_id in one.own:
            one.own[tier.buyer_id].append(step)
    for level in levels:
        goods[level.item_id].spots.append(Spot(str(level.id), intern(str(level.warehouse_id)), millionths(level.free)))


def _rank(tier: TierRow) -> tuple[int, Decimal]:
    return tier.version, tier.min_quantity
