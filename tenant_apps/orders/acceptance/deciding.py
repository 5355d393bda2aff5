"""Decide a batch of orders in the order they came, from facts alone: no table is touched here.

An order is refused by the first thing that is wrong with it, with the refusal that a single order would get. Stock and
limits that an order takes are gone for those after it; a refused one takes nothing.
"""

from collections.abc import Collection, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from django.utils import translation

from shared_apps.foundation.currencies import MINOR_UNITS
from shared_apps.foundation.money import Money
from shared_apps.foundation.quantity import BadQuantity, plain
from shared_apps.foundation.reach import Limit, about
from shared_apps.foundation.refusals import Refusal
from tenant_apps.catalogue.queries import first_lack
from tenant_apps.inventory import errors as stock_errors
from tenant_apps.orders import errors
from tenant_apps.orders.acceptance.shelves import Goods, Shelf, Spot
from tenant_apps.orders.acceptance.wishes import Accepted, Line, Wish
from tenant_apps.orders.commands.order_input import check_head
from tenant_apps.orders.commands.resolve_lines import OrderLineIn, check_named, given_price
from tenant_apps.orders.decisions.reckon import MILLION, line_amounts, millionths
from tenant_apps.orders.permissions import AGREE_PRICE, PLACE_ORDER
from tenant_apps.parties.queries import CompanyFacts
from tenant_apps.spending import errors as spending_errors
from tenant_apps.spending.queries import applicable, exceeded, names_a_budget
from tenant_apps.spending.types import LimitFacts, Spend
from tenant_apps.trading.kernel import errors as kernel_errors
from tenant_apps.trading.kernel.commands import check_pair

LARGEST_MINOR = 10**18
Verdict = Accepted | Refusal


@dataclass(slots=True)
class Facts:
    """What the batch is decided by, all of it read in its transaction. `references` are those used before.

    `prepaid` are buyers and sellers between which nothing is delivered before it is paid. `papers` are kinds of valid
    papers by company, as far as goods of the batch need any.
    """

    now: datetime
    companies: Mapping[UUID, CompanyFacts]
    references: Mapping[tuple[UUID, UUID, str], str]
    limits: Sequence[LimitFacts]
    shelves: Mapping[UUID, Shelf]
    prepaid: frozenset[tuple[UUID, UUID]] = frozenset()
    papers: Mapping[UUID, Collection[str]] = field(default_factory=dict)
    limits_of: dict[UUID, list[LimitFacts]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for limit in self.limits:
            self.limits_of.setdefault(limit.company_id, []).append(limit)


class Deciding:
    """One walk over a batch. `exact` is the free stock of levels that are locked; without it what was seen is trusted.

    `is_doubtful` after a walk: somewhere trust was put in more than was seen last, so the locks must be asked.
    """

    def __init__(self, facts: Facts, exact: Mapping[str, int] | None = None) -> None:
        self.facts = facts
        self.today = facts.now.date()
        self.exact = exact
        self.taken: dict[Spot, int] = {}
        self.spent: dict[UUID, int] = {}
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
        data, buyer_id = wish.data, wish.buyer_id
        check_head(self.facts.now, data)
        check_pair(buyer_id, data.seller_id, self.facts.companies)
        if (buyer_id, data.seller_id) in self.facts.prepaid and not wish.is_paid_before:
            raise errors.prepayment_needed()
        name = (buyer_id, data.seller_id, data.client_reference or "")
        if data.client_reference is not None:
            if name in self.facts.references:
                raise errors.duplicate_reference(self.facts.references[name])
            if name in self.references:
                raise errors.duplicate_reference(data.client_reference)
        check_named(data.lines)
        shelf = self.facts.shelves[data.seller_id]
        lines = [_line(number, line, shelf.find(line)) for number, line in enumerate(data.lines)]
        if shelf.asks and not wish.is_paid_before:
            self._refuse_unlicensed(wish, lines)
        net, tax = self._price(wish, lines)
        _refuse_beyond_reach(wish, net + tax)
        if wish.check is not None:
            wish.check()
        limits = self._limits(wish, net + tax)
        holds = [] if wish.is_held_later else self._choose(lines)
        # Nothing refuses it any more: what it takes is gone for the next.
        for _goods, spot, quantity in holds:
            self.taken[spot] = self.taken.get(spot, 0) + quantity
        for limit in limits:
            self.spent[limit.id] = self.spent.get(limit.id, 0) + net + tax
        if data.client_reference is not None:
            self.references.add(name)
        return Accepted(wish, lines, net, tax, limits, holds)

    def _refuse_unlicensed(self, wish: Wish, lines: Sequence[Line]) -> None:
        """What is promised and paid already was asked before, when it was promised."""
        for number, line in enumerate(lines):
            if line.goods.needs:
                seller_id = wish.data.seller_id
                lack = first_lack(line.goods.needs, wish.buyer_id, seller_id, self.facts.papers, self.today)
                if lack is not None:
                    raise errors.licence_missing(f"lines[{number}]", line.goods.sku, lack, wish.buyer_id)

    def _price(self, wish: Wish, lines: Sequence[Line]) -> tuple[int, int]:
        """Price all lines; the tier of an item follows its whole quantity. Returns net and tax of all."""
        may_agree, currency = wish.actor.may(AGREE_PRICE), wish.data.currency
        wanted: dict[Goods, int] = {}
        for line in lines:
            if line.price < 0 or not may_agree:
                wanted[line.goods] = wanted.get(line.goods, 0) + line.quantity
        listed: dict[Goods, int | None] = {}
        for goods, quantity in wanted.items():
            promised = wish.locked_prices.get(UUID(goods.id)) if wish.locked_prices else None
            listed[goods] = (
                millionths(promised)
                if promised is not None
                else goods.price(quantity, wish.buyer_id, currency, self.facts.now)
            )
        exponent, net, tax = MINOR_UNITS[currency], 0, 0
        for number, line in enumerate(lines):
            if line.price < 0 or not may_agree:
                price = listed[line.goods]
                if price is None or (line.price >= 0 and line.price != price):
                    raise _unpriced(number, line, price, currency)
                line.price = price
            line.net_minor, line.tax_minor = line_amounts(line.price, line.quantity, line.goods.tax_rate, exponent)
            if line.net_minor + line.tax_minor >= LARGEST_MINOR:
                raise kernel_errors.amount_too_large(f"lines[{number}]")
            net += line.net_minor
            tax += line.tax_minor
        if net + tax >= LARGEST_MINOR:
            raise kernel_errors.amount_too_large("lines")
        return net, tax

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
        found = applicable(mine, spend, self.today)
        if not names_a_budget(found, spend):
            raise spending_errors.cost_centre_unknown(code)
        over = exceeded(found, total_minor, self.spent)
        if over is not None:
            raise spending_errors.over_limit(*over, total_minor)
        return found

    def _choose(self, lines: Sequence[Line]) -> list[tuple[Goods, Spot, int]]:
        """Where the goods lie: the whole quantity of an item in one place, the fullest if none is named."""
        wanted: dict[tuple[Goods, str | None], int] = {}
        for line in lines:
            if line.goods.is_stocked:
                name = (line.goods, line.place)
                wanted[name] = wanted.get(name, 0) + line.quantity
        mine: dict[Spot, int] = {}
        chosen: dict[tuple[Goods, str | None], Spot] = {}
        found = []
        for (goods, place), quantity in wanted.items():
            best: Spot | None = None
            most = 0
            for spot in goods.spots:
                if place is not None and place != spot.warehouse_id:
                    continue
                free = spot.free if self.exact is None else self.exact.get(spot.level_id, 0)
                free -= self.taken.get(spot, 0) + mine.get(spot, 0)
                # Of equals the smallest id, as `choose_warehouse` has it.
                if best is None or free > most or (free == most and spot.warehouse_id < best.warehouse_id):
                    best, most = spot, free
            if best is None or most < quantity:
                if best is None or self.exact is not None:
                    asked, left = Decimal(quantity).scaleb(-6), Decimal(most).scaleb(-6)
                    raise stock_errors.insufficient(UUID(goods.id), goods.name, asked, left, goods.unit)
                self.is_doubtful = True
            mine[best] = mine.get(best, 0) + quantity
            chosen[goods, place] = best
            found.append((goods, best, quantity))
        for line in lines:
            if line.goods.is_stocked:
                line.spot = chosen[line.goods, line.place]
        return found


def _refuse_beyond_reach(wish: Wish, total_minor: int) -> None:
    """Refuse an amount beyond the bounds of who orders; what others have approved is theirs to answer for."""
    actor = wish.actor
    if actor.narrowed and not wish.approved:
        amount = Limit(total_minor, wish.data.currency)
        if not actor.may_about(PLACE_ORDER, about(amount=amount)):
            most = max((one.limit.minor for one in actor.reaches(PLACE_ORDER) or () if one.limit), default=0)
            raise errors.beyond_own_limit(Money(most, wish.data.currency))


def _line(number: int, line: OrderLineIn, goods: Goods | None) -> Line:
    """A line with its goods, as `resolve_lines` checks it; a price that was not given is -1."""
    field = f"lines[{number}]"
    if goods is None or goods.state != "active":
        name = line.sku or str(line.item_id)
        named = f"{field}.sku" if line.sku is not None else f"{field}.item_id"
        raise errors.item_unknown(named, name) if goods is None else errors.item_not_for_sale(named, name)
    asked = line.quantity
    text = asked.value
    if asked.unit == goods.unit and len(text) <= 12 and text.isascii() and text.isdigit():
        quantity = int(text) * MILLION
    else:
        try:
            quantity = millionths(asked.quantity().to(goods.unit).value)
        except BadQuantity as error:
            raise errors.bad_quantity(f"{field}.quantity", str(error), goods.unit) from error
    if quantity <= 0:
        raise errors.not_positive(f"{field}.quantity")
    given = given_price(field, line.unit_price)
    place = str(line.warehouse_id) if line.warehouse_id is not None else None
    return Line(goods, quantity, -1 if given is None else millionths(given), place)


def _unpriced(number: int, line: Line, price: int | None, currency: str) -> Refusal:
    listed = plain(Decimal(price).scaleb(-6)) if price is not None else ""
    facts = {"item": line.goods.sku, "listed": listed, "currency": currency}
    reason = "orders.no_price" if price is None else "orders.price_changed"
    return errors.price(reason, f"lines[{number}].unit_price", facts)
