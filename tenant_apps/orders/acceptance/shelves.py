"""What is known of sellers' goods: items, prices and the places of their stock, good while the shelf's number stays.

Of the free stock only an estimate is remembered, to choose a warehouse by: what is really free is proven under a lock.
"""

from collections import OrderedDict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from tenant_apps.catalogue.queries import ItemFacts, ItemRow
from tenant_apps.inventory.queries import LevelRow
from tenant_apps.orders.commands.resolve_lines import OrderLineIn
from tenant_apps.pricing.queries import TierRow, choose_tier

ITEMS_MAX = 20_000


@dataclass(slots=True)
class Spot:
    """One level of an item: `free` is what it had when it was last seen, less what was promised since."""

    level_id: UUID
    warehouse_id: UUID
    free: Decimal


@dataclass(slots=True)
class Shelf:
    """One seller's goods under one number. Names that were looked up and not found are remembered as None."""

    version: int
    by_sku: dict[str, ItemFacts | None] = field(default_factory=dict)
    by_id: dict[UUID, ItemFacts | None] = field(default_factory=dict)
    own: dict[UUID, bool] = field(default_factory=dict)
    tiers: dict[tuple[UUID, UUID | None], list[TierRow]] = field(default_factory=dict)
    spots: dict[UUID, list[Spot]] = field(default_factory=dict)

    def knows(self, line: OrderLineIn, buyer_id: UUID) -> bool:
        """Whether everything about a line of this buyer's is here."""
        if line.sku is not None:
            if line.sku not in self.by_sku:
                return False
            item = self.by_sku[line.sku]
        elif line.item_id is not None:
            if line.item_id not in self.by_id:
                return False
            item = self.by_id[line.item_id]
        else:
            return True
        own = self.own.get(buyer_id)
        if own is None:
            return False
        return item is None or not own or (item.id, buyer_id) in self.tiers

    def price(self, item_id: UUID, quantity: Decimal, buyer_id: UUID, currency: str, at: datetime) -> Decimal | None:
        """The list price of a quantity for a buyer, as `price_for` finds it."""
        rows = self.tiers.get((item_id, None), [])
        if self.own.get(buyer_id):
            rows = [*rows, *self.tiers.get((item_id, buyer_id), [])]
        found = choose_tier([row.tier() for row in rows if row.holds(currency, at)], quantity)
        return found.unit_price if found is not None else None


class Shelves:
    """The shelves of one marketplace, those used last; none outlives a process."""

    def __init__(self, items_max: int = ITEMS_MAX) -> None:
        self.items_max = items_max
        self.known: OrderedDict[UUID, Shelf] = OrderedDict()

    def of(self, seller_id: UUID) -> Shelf | None:
        return self.known.get(seller_id)

    def at(self, seller_id: UUID, version: int) -> Shelf:
        """The seller's shelf under this number: an older one is forgotten."""
        shelf = self.known.get(seller_id)
        if shelf is None or shelf.version != version:
            shelf = self.known[seller_id] = Shelf(version)
        self.known.move_to_end(seller_id)
        return shelf

    def put(
        self,
        items: Iterable[ItemRow],
        tiers: Sequence[TierRow],
        levels: Sequence[LevelRow],
    ) -> None:
        """Put what was read on the shelves, which exist already."""
        seller_of: dict[UUID, UUID] = {}
        for row in items:
            shelf, item = self.known[row.supplier_id], row.facts()
            shelf.by_sku[item.sku] = shelf.by_id[item.id] = item
            shelf.spots[item.id] = []
            shelf.tiers[item.id, None] = []
            seller_of[item.id] = row.supplier_id
        cleared: set[tuple[UUID, UUID | None]] = set()
        for tier in tiers:
            shelf, name = self.known[seller_of[tier.item_id]], (tier.item_id, tier.buyer_id)
            if name not in cleared:
                cleared.add(name)
                shelf.tiers[name] = []
            shelf.tiers[name].append(tier)
        for level in levels:
            spot = Spot(level.id, level.warehouse_id, level.free)
            self.known[seller_of[level.item_id]].spots[level.item_id].append(spot)

    def shrink(self) -> None:
        """Forget the shelves used longest ago while there are too many items."""
        while len(self.known) > 1 and sum(len(shelf.by_id) for shelf in self.known.values()) > self.items_max:
            self.known.popitem(last=False)
        if self.known:
            last = next(iter(self.known.values()))
            if len(self.known) == 1 and len(last.by_id) > self.items_max:
                self.known.clear()
