"""Decide a batch of orders in the order they came, from facts alone: no table is touched here.

An order is refused by the first thing that is wrong with it, with the refusal that a single order would get. Stock and
limits that an order takes are gone for those after it; a refused one takes nothing.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from django.utils import translation

from shared_apps.foundation.money import BadMoney
from shared_apps.foundation.refusals import Refusal
from tenant_apps.inventory import errors as stock_errors
from tenant_apps.orders import errors
from tenant_apps.orders.acceptance.shelves import Shelf, Spot
from tenant_apps.orders.acceptance.wishes import Accepted, Line, Wish
from tenant_apps.orders.commands.order_input import check_head
from tenant_apps.orders.commands.price_lines import agreed, quantities
from tenant_apps.orders.commands.resolve_lines import ResolvedLine, check_named, resolve
from tenant_apps.orders.permissions import AGREE_PRICE
from tenant_apps.parties.queries import CompanyFacts
from tenant_apps.spending import errors as spending_errors
from tenant_apps.spending.decisions.applies import applicable, exceeded, names_a_budget
from tenant_apps.spending.types import LimitFacts, Spend
from tenant_apps.trading.kernel import errors as kernel_errors
from tenant_apps.trading.kernel.commands import check_pair
from tenant_apps.trading.kernel.types import LineAmounts

LARGEST_MINOR = 10**18
Verdict = Accepted | Refusal


@dataclass(slots=True)
class Facts:
    """What the batch is decided by, all of it read in its transaction. `references` are those used before."""

    now: datetime
    companies: Mapping[UUID, CompanyFacts]
    references: Mapping[tuple[UUID, UUID, str], str]
    limits: Sequence[LimitFacts]
    shelves: Mapping[UUID, Shelf]
    limits_of: dict[UUID, list[LimitFacts]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for limit in self.limits:
            self.limits_of.setdefault(limit.company_id, []).append(limit)


class Deciding:
    """One walk over a batch. `exact` are levels whose free stock is known under a lock; others are taken on trust.

    `is_doubtful` after a walk: somewhere trust was put in more than was seen last, so the locks must be asked.
    """

    def __init__(self, facts: Facts, exact: Mapping[UUID, Decimal] | None = None) -> None:
        self.facts = facts
        self.exact = dict(exact or {})
        self.taken: dict[UUID, Decimal] = defaultdict(Decimal)
        self.spent: dict[UUID, int] = defaultdict(int)
        self.references: set[tuple[UUID, UUID, str]] = set()
        self.is_doubtful = False

    def walk(self, wishes: Sequence[Wish]) -> list[Verdict]:
        """A verdict for each wish."""
        found: list[Verdict] = []
        for wish in wishes:
            try:
                found.append(self._accept(wish))
            except Refusal:
                found.append(self._refusal(wish))
        return found

    def _refusal(self, wish: Wish) -> Refusal:
        """The refusal in the language of whoever asked: it is made twice, since most orders are accepted."""
        with translation.override(wish.language) if wish.language else nullcontext():
            try:
                self._accept(wish)
            except Refusal as refusal:
                return refusal
        raise AssertionError("refused and then not")  # pragma: no cover

    def _accept(self, wish: Wish) -> Accepted:
        data, buyer_id, now = wish.data, wish.buyer_id, self.facts.now
        check_head(now, data)
        check_pair(buyer_id, data.seller_id, self.facts.companies)
        name = (buyer_id, data.seller_id, data.client_reference or "")
        if data.client_reference is not None:
            if name in self.facts.references:
                raise errors.duplicate_reference(self.facts.references[name])
            if name in self.references:
                raise errors.duplicate_reference(data.client_reference)
        check_named(data.lines)
        shelf = self.facts.shelves[data.seller_id]
        lines = resolve(data.lines, shelf.by_sku, shelf.by_id, for_sale=True)
        priced = self._price(wish, shelf, lines)
        if wish.check is not None:
            wish.check(wish, priced)
        net = sum(line.amounts.net_minor for line in priced)
        tax = sum(line.amounts.tax_minor for line in priced)
        made = Accepted(wish, priced, net, tax, self._limits(wish, net + tax))
        chosen = self._choose(shelf, priced, made)
        # Nothing refuses it any more: what it takes is gone for the next.
        for spot, quantity in chosen:
            self.taken[spot.level_id] += quantity
        for limit in made.limits:
            self.spent[limit.id] += made.total_minor
        if data.client_reference is not None:
            self.references.add(name)
        return made

    def _price(self, wish: Wish, shelf: Shelf, lines: Sequence[ResolvedLine]) -> list[Line]:
        may_agree, currency = wish.actor.may(AGREE_PRICE), wish.data.currency
        listed = dict(wish.locked_prices)
        for item_id, quantity in quantities(lines, may_agree=may_agree, locked=wish.locked_prices).items():
            price = shelf.price(item_id, quantity, wish.buyer_id, currency, self.facts.now)
            if price is not None:
                listed[item_id] = price
        prices = agreed(lines, listed, currency, may_agree=may_agree)
        found = []
        for number, (line, price) in enumerate(zip(lines, prices, strict=True)):
            try:
                amounts = LineAmounts.of(price, line.quantity, line.item.tax_rate, currency)
            except BadMoney as error:
                raise kernel_errors.amount_too_large(f"lines[{number}]") from error
            if amounts.net_minor + amounts.tax_minor >= LARGEST_MINOR:
                raise kernel_errors.amount_too_large(f"lines[{number}]")
            found.append(Line(line, price, amounts))
        return found

    def _limits(self, wish: Wish, total_minor: int) -> list[LimitFacts]:
        mine = self.facts.limits_of.get(wish.buyer_id, [])
        code = wish.data.cost_centre or ""
        if not mine and not code:
            return []
        spend = Spend(
            company_id=wish.buyer_id,
            seller_id=wish.data.seller_id,
            principal=wish.spender,
            code=code,
            currency=wish.data.currency,
            total_minor=total_minor,
        )
        found = applicable(mine, spend, self.facts.now.date())
        if not names_a_budget(found, spend):
            raise spending_errors.cost_centre_unknown(code)
        over = exceeded(found, total_minor, self.spent)
        if over is not None:
            raise spending_errors.over_limit(*over, total_minor)
        return found

    def _choose(self, shelf: Shelf, lines: Sequence[Line], made: Accepted) -> list[tuple[Spot, Decimal]]:
        """Where the goods lie: the whole quantity of an item in one place, the fullest if none is named."""
        wanted: dict[tuple[UUID, UUID | None], Decimal] = {}
        for line in lines:
            if line.asked.item.stocked:
                name = (line.asked.item.id, line.asked.warehouse_id)
                wanted[name] = wanted.get(name, Decimal(0)) + line.asked.quantity
        mine: dict[UUID, Decimal] = {}
        found: dict[tuple[UUID, UUID | None], Spot] = {}
        for (item_id, place), quantity in wanted.items():
            spots = [spot for spot in shelf.spots[item_id] if place in (None, spot.warehouse_id)]
            best = max(
                spots,
                key=lambda spot: (self._free(spot) - mine.get(spot.level_id, 0), -spot.warehouse_id.int),
                default=None,
            )
            free = self._free(best) - mine.get(best.level_id, 0) if best is not None else Decimal(0)
            if best is None or (best.level_id in self.exact and free < quantity):
                item = next(line.asked.item for line in lines if line.asked.item.id == item_id)
                raise stock_errors.insufficient(item_id, item.name, quantity, free, item.unit)
            if free < quantity:
                self.is_doubtful = True
            mine[best.level_id] = mine.get(best.level_id, Decimal(0)) + quantity
            found[item_id, place] = best
            made.holds.append((best.level_id, item_id, best.warehouse_id, quantity))
        for line in lines:
            if line.asked.item.stocked:
                line.warehouse_id = found[line.asked.item.id, line.asked.warehouse_id].warehouse_id
        return [(spot, wanted[name]) for name, spot in found.items()]

    def _free(self, spot: Spot) -> Decimal:
        return self.exact.get(spot.level_id, spot.free) - self.taken[spot.level_id]
