"""Agree the unit price of every line, asking the price lists once for all of them."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from decimal import Decimal
from uuid import UUID

from shared_apps.commands.context import Context
from shared_apps.foundation.quantity import plain
from tenant_apps.orders import errors
from tenant_apps.orders.commands.resolve_lines import ResolvedLine
from tenant_apps.orders.decisions.agree_prices import agree_price
from tenant_apps.orders.permissions import AGREE_PRICE
from tenant_apps.pricing.queries import price_for

NONE: Mapping[UUID, Decimal] = {}


def price_lines(
    ctx: Context, lines: Sequence[ResolvedLine], buyer_id: UUID, currency: str, locked: Mapping[UUID, Decimal] = NONE
) -> list[Decimal]:
    """Unit prices in the order of `lines`. The tier follows the whole quantity of an item, over all its lines.

    `locked` prices, by item, were promised: they stand for the list's.
    """
    may_agree = ctx.actor.may(AGREE_PRICE)
    asked = quantities(lines, may_agree=may_agree, locked=locked)
    quotes = price_for(asked, buyer_id, currency, ctx.now) if asked else {}
    listed = {item: quote.unit_price for item, quote in quotes.items()}
    return agreed(lines, {**listed, **locked}, currency, may_agree=may_agree)


def quantities(
    lines: Sequence[ResolvedLine], *, may_agree: bool, locked: Mapping[UUID, Decimal] = NONE
) -> dict[UUID, Decimal]:
    """The whole quantity of each item whose list price is needed."""
    asked: dict[UUID, Decimal] = defaultdict(Decimal)
    for line in lines:
        if line.item.id not in locked and (line.given_price is None or not may_agree):
            asked[line.item.id] += line.quantity
    return asked


def agreed(
    lines: Sequence[ResolvedLine], listed: Mapping[UUID, Decimal], currency: str, *, may_agree: bool
) -> list[Decimal]:
    """Unit prices in the order of `lines`, given the list's."""
    prices = []
    for line in lines:
        price = listed.get(line.item.id)
        verdict = agree_price(line.given_price, price, may_agree=may_agree)
        if verdict.unit_price is None:
            facts = {"item": line.item.sku, "listed": plain(price) if price is not None else "", "currency": currency}
            raise errors.price(verdict.reason, f"{line.field}.unit_price", facts)
        prices.append(verdict.unit_price)
    return prices
