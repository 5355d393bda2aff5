"""Place an order against the seller's price lists: deal, stock hold and order in one transaction, or nothing.

The buyer's own reference protects against doubles for ever, the idempotency key only while it is kept.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import timedelta
from decimal import Decimal
from uuid import UUID

import msgspec

from shared_apps.commands import Context, command
from shared_apps.foundation.currencies import MINOR_UNITS
from shared_apps.foundation.faults import faultpoint
from shared_apps.foundation.ids import uuid7
from shared_apps.foundation.money import Money, MoneyIn
from tenant_apps.inventory.commands import HoldLine, hold_stock
from tenant_apps.orders import errors
from tenant_apps.orders.commands.accept_deal import ORDER
from tenant_apps.orders.commands.approving import refuse_unapproved, total_of
from tenant_apps.orders.commands.price_lines import price_lines
from tenant_apps.orders.commands.resolve_lines import OrderLineIn, ResolvedLine, resolve_lines
from tenant_apps.orders.commands.write_order import write_order
from tenant_apps.orders.models import Order
from tenant_apps.spending.commands import consume
from tenant_apps.spending.types import Spend
from tenant_apps.trading.kernel.commands import acting_company, form_deal, trading_pair
from tenant_apps.trading.kernel.types import AgreedLine, AwareTime, DealFacts, FormDeal

HOLD_DEAL = "trading.deal"
CLOCK_SKEW = timedelta(minutes=5)


class PlaceOrder(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """`client_reference` is the buyer's own number; `ordered_at` defaults to now and may lie in the past.

    `cost_centre` names a budget of the buyer; every budget and credit line that concerns the order must have room.
    """

    seller_id: UUID
    currency: str
    lines: list[OrderLineIn]
    buyer_id: UUID | None = None
    client_reference: str | None = None
    ordered_at: AwareTime | None = None
    note: str = ""
    cost_centre: str | None = None


class OrderAnswer(msgspec.Struct, frozen=True, kw_only=True):
    order_id: UUID
    number: str
    deal_id: UUID
    deal_number: str
    state: str
    net: MoneyIn
    tax: MoneyIn
    total: MoneyIn


@command("orders.place_order", input=PlaceOrder)
def place_order(ctx: Context, data: PlaceOrder) -> OrderAnswer:
    """Order items at list price; the order is binding once answered.

    Locks stock levels in key order, then the number series. Refuses a price that is not the list price (unless the
    actor may agree prices), more than is free, and a reference the buyer has used with this seller before.
    """
    buyer_id = acting_company(ctx, "orders.place_order", data.buyer_id, field="buyer_id")
    return place(ctx, data, buyer_id)


def place(
    ctx: Context,
    data: PlaceOrder,
    buyer_id: UUID,
    *,
    locked_prices: Mapping[UUID, Decimal] | None = None,
    principal: str | None = None,
    approved: bool = False,
) -> OrderAnswer:
    """Place an order for a buyer whose right to it is known. `locked_prices` by item were promised while it waited.

    Refuses what the buyer's policies want approved, unless it is `approved`.

    `principal` is whose limits count, when it is not the actor: who asked for an order that others approved.
    """
    check_head(ctx, data)
    trading_pair(buyer_id, data.seller_id)
    if data.client_reference is not None:
        _refuse_double(buyer_id, data.seller_id, data.client_reference)
    lines = resolve_lines(data.seller_id, data.lines, for_sale=True)
    prices = price_lines(ctx, lines, buyer_id, data.currency, locked_prices or {})
    if not approved:
        refuse_unapproved(ctx, data, buyer_id, lines, prices)
    order_id, deal_id = uuid7(), uuid7()
    spend = Spend(
        company_id=buyer_id,
        seller_id=data.seller_id,
        principal=principal or f"{ctx.actor.kind}:{ctx.actor.id}",
        code=data.cost_centre or "",
        currency=data.currency,
        total_minor=total_of(lines, prices, data.currency),
    )
    consume(ctx, spend, ORDER, order_id)
    warehouses = _hold(ctx, lines, deal_id)
    faultpoint("orders.after_reserve")
    deal = form_deal(ctx, _deal(data, buyer_id, deal_id, lines, prices, warehouses))
    order = write_order(
        ctx,
        deal,
        order_id=order_id,
        client_reference=data.client_reference,
        ordered_at=data.ordered_at or ctx.now,
        note=data.note,
        cost_centre=data.cost_centre or "",
    )
    ctx.audit(
        target="orders.order",
        target_id=order.pk,
        facts={"number": order.number, "lines": len(lines), "total": str(Money(deal.total_minor, deal.currency))},
    )
    return _answer(order, deal)


def check_head(ctx: Context, data: PlaceOrder) -> None:
    """Refuse what can be refused without looking anything up."""
    if data.currency not in MINOR_UNITS:
        raise errors.bad_currency(data.currency)
    if data.cost_centre is not None and not 1 <= len(data.cost_centre) <= 40:
        raise errors.bad_text("cost_centre", 40)
    if len(data.note) > 300:
        raise errors.bad_text("note", 300)
    if data.client_reference is not None and not 1 <= len(data.client_reference) <= 80:
        raise errors.bad_text("client_reference", 80)
    if data.ordered_at is not None and data.ordered_at > ctx.now + CLOCK_SKEW:
        raise errors.time_in_future("ordered_at")


def _refuse_double(buyer_id: UUID, seller_id: UUID, reference: str) -> None:
    known = Order.objects.filter(buyer_id=buyer_id, seller_id=seller_id, client_reference=reference)
    number = known.values_list("number", flat=True).first()
    if number is not None:
        raise errors.duplicate_reference(number)


def _hold(ctx: Context, lines: Sequence[ResolvedLine], deal_id: UUID) -> dict[tuple[UUID, UUID | None], UUID]:
    """Hold the whole quantity of each item once; return the warehouse it is held in."""
    wanted: dict[tuple[UUID, UUID | None], Decimal] = defaultdict(Decimal)
    for line in lines:
        if line.item.stocked:
            wanted[(line.item.id, line.warehouse_id)] += line.quantity
    if not wanted:
        return {}
    asked = [HoldLine(item_id=item, warehouse_id=place, quantity=total) for (item, place), total in wanted.items()]
    holds = hold_stock(ctx, asked, HOLD_DEAL, deal_id)
    return {key: hold.warehouse_id for key, hold in zip(wanted, holds, strict=True)}


def _deal(
    data: PlaceOrder,
    buyer_id: UUID,
    deal_id: UUID,
    lines: Sequence[ResolvedLine],
    prices: Sequence[Decimal],
    warehouses: dict[tuple[UUID, UUID | None], UUID],
) -> FormDeal:
    title = lines[0].item.name if len(lines) == 1 else f"{lines[0].item.name} +{len(lines) - 1}"
    return FormDeal(
        deal_id=deal_id,
        origin="order",
        buyer_id=buyer_id,
        seller_id=data.seller_id,
        title=title,
        currency=data.currency,
        lines=tuple(
            AgreedLine(
                item_id=line.item.id,
                warehouse_id=warehouses.get((line.item.id, line.warehouse_id)),
                description=line.item.name,
                quantity=line.quantity,
                unit=line.item.unit,
                unit_price=price,
                tax_rate=line.item.tax_rate,
            )
            for line, price in zip(lines, prices, strict=True)
        ),
        formed_by="order against a price list",
    )


def _answer(order: Order, deal: DealFacts) -> OrderAnswer:
    return OrderAnswer(
        order_id=order.pk,
        number=order.number,
        deal_id=deal.id,
        deal_number=deal.number,
        state=order.state,
        net=MoneyIn(**Money(order.net_minor, order.currency).as_json()),
        tax=MoneyIn(**Money(order.tax_minor, order.currency).as_json()),
        total=MoneyIn(**Money(order.total_minor, order.currency).as_json()),
    )
