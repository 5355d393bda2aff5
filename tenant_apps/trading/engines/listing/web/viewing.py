"""What the market pages share: who looks, at which listing, and what a quantity of it costs."""

from decimal import Decimal, InvalidOperation
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest

from shared_apps.foundation import clock
from shared_apps.foundation.actor import Actor
from shared_apps.foundation.money import Money
from shared_apps.foundation.quantity import plain
from shared_apps.tenancy import scope
from tenant_apps.parties.queries import list_by_ids
from tenant_apps.trading.kernel.queries import pages
from tenant_apps.trading.kernel.queries.pages import MarketRow


def actor_of(request: HttpRequest) -> Actor:
    return request.actor  # type: ignore[attr-defined,no-any-return]


def row_of(actor: Actor, listing_id: UUID) -> MarketRow:
    row = pages.market_row(actor, listing_id, clock.now(scope.alias()))
    if row is None:
        raise Http404
    return row


def sum_of(row: MarketRow, quantity: Any, proposed: Any = "") -> dict[str, Any] | None:
    """Unit price, net, tax and total of a quantity; None while it is not a usable number.

    `proposed` is another price than the listed one, where the listing lets one be proposed.

    Of what a purchase takes the tax is not known before the item is: then there is the net alone.
    """
    try:
        value, other = Decimal(str(quantity or "")), Decimal(str(proposed or "0"))
    except InvalidOperation:
        return None
    if not value.is_finite() or not 0 < value <= row.remaining or not other.is_finite() or not 0 <= other < 10**12:
        return None
    price = other if other and row.price_kind == "negotiable" else row.price_of(value)
    net = Money.of_product(price, value, row.currency)
    if row.tax_rate is None:
        return {"price": price, "net": net, "tax": None, "total": net}
    tax = Money.of_product(row.tax_rate, net.amount, row.currency)
    return {"price": price, "net": net, "tax": tax, "total": net + tax}


def quantities(row: MarketRow) -> list[tuple[str, Decimal, Decimal, Money]]:
    """A few quantities that would be accepted, with their unit price and what they cost: least, some steps, all."""
    left, offer = row.remaining, row.offer
    if left <= 0 or not row.least:
        return []
    steps = [row.least]
    for share in (4, 2):
        above = (left / share - offer.min_take) // offer.take_step if offer.take_step else Decimal(0)
        if above > 0 and row.least == offer.min_take:
            steps.append(offer.min_take + above * offer.take_step)
    steps += [start for start, _price in offer.tiers if row.least < start < left and _is_on_step(row, start)]
    if row.least == offer.min_take or row.least == left:
        steps.append(left)
    found = sorted({step for step in steps if 0 < step <= left})
    prices = [row.price_of(step) for step in found]
    return [
        (plain(step), step, price, Money.of_product(price, step, row.currency))
        for step, price in zip(found, prices, strict=True)
    ]


def _is_on_step(row: MarketRow, quantity: Decimal) -> bool:
    step = row.offer.take_step
    return not step or (quantity - row.offer.min_take) % step == 0


def may_take(actor: Actor, row: MarketRow) -> bool:
    """Whether the actor's company is on the other side of an open listing and may trade there."""
    if actor.company_id is None or actor.company_id == row.seller_id or row.state != "open":
        return False
    company = list_by_ids([actor.company_id]).get(actor.company_id)
    if company is None or company.state != "active" or not actor.may("trading.take_listing"):
        return False
    return company.can_buy if row.side == "sell" else company.can_sell


def may_list(actor: Actor) -> bool:
    """Whether the actor's company trades at all."""
    company = list_by_ids([actor.company_id]).get(actor.company_id) if actor.company_id else None
    return company is not None and company.state == "active" and (company.can_sell or company.can_buy)


def may_manage(actor: Actor, row: MarketRow, permission: str) -> bool:
    return row.state in ("open", "review") and actor.company_id in (None, row.seller_id) and actor.may(permission)
