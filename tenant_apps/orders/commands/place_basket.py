"""Place one basket with several suppliers: an order for each of them, all or none."""

from collections import defaultdict
from uuid import UUID

import msgspec

from shared_apps.commands import Context, command
from shared_apps.foundation.ids import uuid7
from shared_apps.foundation.money import Money, MoneyIn
from tenant_apps.catalogue.queries import get_items
from tenant_apps.orders import errors
from tenant_apps.orders.commands.order_input import OrderAnswer, PlaceOrder
from tenant_apps.orders.commands.payment_terms import refuse_strangers, terms_by_seller
from tenant_apps.orders.commands.place_order import place
from tenant_apps.orders.commands.resolve_lines import LINES_MAX, OrderLineIn
from tenant_apps.orders.models import Basket, BasketOrder
from tenant_apps.rulesets.commands import take_number
from tenant_apps.trading.kernel.commands import acting_company


class PlaceBasket(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Lines name items by id; whose item it is decides whose order it becomes.

    `payment_terms` names terms of as many of the sellers as others than their usual ones are wanted of.
    """

    currency: str
    lines: list[OrderLineIn]
    buyer_id: UUID | None = None
    client_reference: str | None = None
    note: str = ""
    cost_centre: str | None = None
    payment_terms: list[UUID] = []


class BasketAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """The basket's amounts are the sums of its orders."""

    basket_id: UUID
    number: str
    orders: list[OrderAnswer]
    net: MoneyIn
    tax: MoneyIn
    total: MoneyIn


@command("orders.place_basket", input=PlaceBasket, permission="orders.place_order")
def place_basket(ctx: Context, data: PlaceBasket) -> BasketAnswer:
    """Order from several suppliers at once, at list price; a refusal of one line refuses all of it.

    Locks what placing the orders locks, supplier by supplier in key order.
    """
    buyer_id = acting_company(ctx, "orders.place_order", data.buyer_id, field="buyer_id")
    terms = terms_by_seller(ctx, buyer_id, data.payment_terms)
    lines = _by_seller(data)
    refuse_strangers(terms, lines)
    orders = [
        _place(ctx, data, buyer_id, seller_id, at, terms.get(seller_id)) for seller_id, at in sorted(lines.items())
    ]
    net, tax = (
        sum((MoneyIn.money(getattr(one, name)) for one in orders), Money.zero(data.currency)) for name in ("net", "tax")
    )
    basket = Basket.objects.create(
        id=uuid7(), number=take_number("B", ctx.now), buyer_id=buyer_id, currency=data.currency, net_minor=net.minor,
        tax_minor=tax.minor, placed_at=ctx.now,
    )  # fmt: skip
    BasketOrder.objects.bulk_create(BasketOrder(basket_id=basket.pk, order_id=one.order_id) for one in orders)
    ctx.audit(
        target="orders.basket", target_id=basket.pk,
        facts={"number": basket.number, "orders": len(orders), "total": str(net + tax)},
    )  # fmt: skip
    return BasketAnswer(
        basket_id=basket.pk, number=basket.number, orders=orders, net=MoneyIn(**net.as_json()),
        tax=MoneyIn(**tax.as_json()), total=MoneyIn(**(net + tax).as_json()),
    )  # fmt: skip


def _by_seller(data: PlaceBasket) -> dict[UUID, list[int]]:
    """Which lines go to which supplier."""
    if not data.lines:
        raise errors.no_lines()
    if len(data.lines) > LINES_MAX:
        raise errors.too_many_lines(LINES_MAX)
    items = get_items(line.item_id for line in data.lines if line.item_id is not None)
    found: dict[UUID, list[int]] = defaultdict(list)
    for at, line in enumerate(data.lines):
        if line.item_id is None or line.sku is not None:
            raise errors.item_not_named(f"lines[{at}].item_id")
        item = items.get(line.item_id)
        if item is None:
            raise errors.item_unknown(f"lines[{at}].item_id", str(line.item_id))
        found[item.supplier_id].append(at)
    return found


def _place(
    ctx: Context, data: PlaceBasket, buyer_id: UUID, seller_id: UUID, at: list[int], terms: UUID | None
) -> OrderAnswer:
    order = PlaceOrder(
        seller_id=seller_id, currency=data.currency, lines=[data.lines[line] for line in at],
        client_reference=data.client_reference, note=data.note, cost_centre=data.cost_centre,
        payment_terms=terms,
    )  # fmt: skip
    return place(ctx, order, buyer_id)
