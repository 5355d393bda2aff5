"""The partner that holds goods and prices for an order to be: try, confirm, cancel.

Locks as an order does: limits, then stock levels, then number series.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

import msgspec

from shared_apps.commands.context import Context
from shared_apps.foundation.ids import uuid7
from shared_apps.foundation.quantity import plain
from shared_apps.outbox.sagas import tcc
from tenant_apps.inventory.commands import HoldLine, hold_stock, release_holds
from tenant_apps.orders import errors
from tenant_apps.orders.commands.approving import refuse_unapproved
from tenant_apps.orders.commands.licensed import refuse_unlicensed
from tenant_apps.orders.commands.order_input import PlaceOrder, check_head
from tenant_apps.orders.commands.payment_terms import refuse_terms
from tenant_apps.orders.commands.place_order import place
from tenant_apps.orders.commands.price_lines import price_lines
from tenant_apps.orders.commands.resolve_lines import ResolvedLine, resolve_lines
from tenant_apps.orders.models import Order
from tenant_apps.orders.tentative.models import OrderGroup, TentativeOrder
from tenant_apps.orders.types import TermsChoice
from tenant_apps.rulesets.commands import take_number
from tenant_apps.spending.commands import consume, release
from tenant_apps.spending.types import Spend
from tenant_apps.trading.kernel.commands import trading_pair
from tenant_apps.trading.kernel.types import LineAmounts

HOLD = "orders.tentative"


def ask(
    ctx: Context, data: PlaceOrder, buyer_id: UUID, *, group: OrderGroup | None = None, part: int = 0
) -> TentativeOrder:
    """Write down what is to be held, at the prices its buyer gets now. Holds nothing yet. Takes a number.

    Refuses what an order of the same lines would refuse, but for stock and limits.
    """
    check_head(ctx.now, data)
    trading_pair(buyer_id, data.seller_id)
    _refuse_double(buyer_id, data.seller_id, data.client_reference)
    lines = resolve_lines(data.seller_id, data.lines, for_sale=True)
    refuse_unlicensed(ctx, lines, buyer_id, data.seller_id)
    prices = price_lines(ctx, lines, buyer_id, data.currency)
    locked = _locked(lines, prices)
    if data.payment_terms is not None:
        refuse_terms(ctx, TermsChoice(buyer_id, data.seller_id, data.payment_terms))
    refuse_unapproved(ctx, data, buyer_id)
    amounts = [
        LineAmounts.of(price, line.quantity, line.item.tax_rate, data.currency)
        for line, price in zip(lines, prices, strict=True)
    ]
    net, tax = sum(one.net_minor for one in amounts), sum(one.tax_minor for one in amounts)
    bare = [msgspec.structs.replace(line, unit_price=None) for line in data.lines]
    made = TentativeOrder(
        id=uuid7(),
        number=take_number("H", ctx.now),
        buyer_id=buyer_id,
        seller_id=data.seller_id,
        group=group,
        part=part,
        currency=data.currency,
        net_minor=net,
        tax_minor=tax,
        total_minor=net + tax,
        request=msgspec.to_builtins(msgspec.structs.replace(data, buyer_id=buyer_id, lines=bare)),
        prices={str(item): plain(price) for item, price in locked.items()},
        principal=f"{ctx.actor.kind}:{ctx.actor.id}"[:140],
        asked_at=ctx.now,
    )
    made.save(force_insert=True)
    return made


def _refuse_double(buyer_id: UUID, seller_id: UUID, reference: str | None) -> None:
    if reference is None:
        return
    known = Order.objects.filter(buyer_id=buyer_id, seller_id=seller_id, client_reference=reference)
    number = known.values_list("number", flat=True).first()
    if number is not None:
        raise errors.duplicate_reference(number)


def _locked(lines: Sequence[ResolvedLine], prices: Sequence[Decimal]) -> dict[UUID, Decimal]:
    locked: dict[UUID, Decimal] = {}
    for line, price in zip(lines, prices, strict=True):
        if locked.setdefault(line.item.id, price) != price:
            raise errors.two_prices(f"{line.field}.unit_price", line.item.sku)
    return locked


def _attempt(ctx: Context, key: UUID, terms: Mapping[str, Any], expires_at: datetime | None) -> tcc.Answer:
    """Hold stock and room of the limits."""
    row = _row(key)
    data = _order(row)
    spend = Spend(
        company_id=row.buyer_id,
        seller_id=row.seller_id,
        principal=row.principal,
        code=data.cost_centre or "",
        currency=row.currency,
        total_minor=row.total_minor,
    )
    consume(ctx, spend, HOLD, key)
    lines = resolve_lines(row.seller_id, data.lines, for_sale=True)
    asked = [
        HoldLine(item_id=line.item.id, warehouse_id=line.warehouse_id, quantity=line.quantity)
        for line in lines
        if line.item.stocked
    ]
    if asked:
        hold_stock(ctx, asked, HOLD, key)
    row.state, row.expires_at = "held", expires_at
    row.save(update_fields=["state", "expires_at"])
    return {"number": row.number}


def _keep(ctx: Context, key: UUID) -> tcc.Answer:
    """What is held becomes an order; both in one transaction, so that nobody else gets the goods between."""
    row = _row(key)
    release(ctx, HOLD, key)
    release_holds(ctx, HOLD, key)
    prices = {UUID(item): Decimal(price) for item, price in row.prices.items()}
    # What its buyer's policies say was asked when it was asked for.
    made = place(
        ctx, _order(row), row.buyer_id, locked_prices=prices, principal=row.principal, is_paid_before=True,
        approved=True,
    )  # fmt: skip
    row.state, row.order_id, row.ended_at, row.expires_at = "confirmed", made.order_id, ctx.now, None
    row.save(update_fields=["state", "order", "ended_at", "expires_at"])
    return {"order_id": str(made.order_id), "order_number": made.number}


def _drop(ctx: Context, key: UUID, why: str) -> None:
    release(ctx, HOLD, key)
    release_holds(ctx, HOLD, key)
    let_go(ctx, key)


def let_go(ctx: Context, key: UUID) -> None:
    """Mark it as released, held or not."""
    rows = TentativeOrder.objects.filter(pk=key, state__in=("asked", "held"))
    rows.update(state="released", ended_at=ctx.now, expires_at=None)


def _row(key: UUID) -> TentativeOrder:
    return TentativeOrder.objects.select_for_update().get(pk=key)


def _order(row: TentativeOrder) -> PlaceOrder:
    return msgspec.convert(row.request, PlaceOrder)


PARTNER = tcc.declare(tcc.Partner(HOLD, _attempt, _keep, _drop))
