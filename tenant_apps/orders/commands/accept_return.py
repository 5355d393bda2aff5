"""Accept goods back from a buyer: stock returns, and a credit note follows.

Against an order, prices are those of its lines. Without one (a purchase older than the marketplace), they are list
prices, or what an actor with the right to agree prices says.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

import msgspec
from django.db import IntegrityError
from django.db.models import F

from shared_apps.commands import Context, command
from shared_apps.foundation.currencies import MINOR_UNITS
from shared_apps.foundation.ids import uuid7
from shared_apps.foundation.money import BadMoney, Money, MoneyIn
from tenant_apps.inventory.commands import HoldLine, receive_return
from tenant_apps.orders import errors
from tenant_apps.orders.commands.order_input import CLOCK_SKEW
from tenant_apps.orders.commands.price_lines import price_lines
from tenant_apps.orders.commands.resolve_lines import OrderLineIn, ResolvedLine, resolve_lines
from tenant_apps.orders.decisions.match_return import Returnable, match_return
from tenant_apps.orders.events import ReturnAccepted
from tenant_apps.orders.models import Order, OrderLine, OrderReturn, OrderReturnLine
from tenant_apps.rulesets.commands import take_number
from tenant_apps.trading.kernel.commands import acting_company, trading_pair
from tenant_apps.trading.kernel.types import AwareTime, LineAmounts

RETURNABLE = ("invoiced", "settled")


class AcceptReturn(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """`order_number` names the order; without it `buyer_id` and `currency` are needed."""

    lines: list[OrderLineIn]
    reason: str
    order_number: str | None = None
    seller_id: UUID | None = None
    buyer_id: UUID | None = None
    currency: str | None = None
    client_reference: str | None = None
    returned_at: AwareTime | None = None


class ReturnAnswer(msgspec.Struct, frozen=True, kw_only=True):
    return_id: UUID
    number: str
    net: MoneyIn
    tax: MoneyIn
    total: MoneyIn


@dataclass(frozen=True, slots=True)
class _Part:
    """One line of the return to be."""

    line: ResolvedLine
    quantity: Decimal
    unit_price: Decimal
    tax_rate: Decimal
    warehouse_id: UUID | None
    order_line: OrderLine | None


@command("orders.accept_return", input=AcceptReturn)
def accept_return(ctx: Context, data: AcceptReturn) -> ReturnAnswer:
    """Take goods back as their seller.

    Locks the order, then stock levels, then the number series. Refuses more than was ordered and not yet returned, and
    an order that is not invoiced yet (cancel it instead).
    """
    seller_id = acting_company(ctx, "orders.accept_return", data.seller_id, field="seller_id")
    _check_head(ctx, data)
    order = _lock_order(data, seller_id)
    buyer_id = order.buyer_id if order is not None else data.buyer_id
    currency = order.currency if order is not None else data.currency
    if buyer_id is None:
        raise errors.order_unknown("buyer_id")
    if currency not in MINOR_UNITS:
        raise errors.bad_currency(currency or "")
    if order is None:
        trading_pair(buyer_id, seller_id)
    if data.client_reference is not None:
        _refuse_double(buyer_id, seller_id, data.client_reference)
    lines = resolve_lines(seller_id, data.lines, for_sale=False)
    parts = _against_order(order, lines) if order is not None else _without_order(ctx, lines, buyer_id, currency)
    return_id = uuid7()
    _stock_back(ctx, parts, return_id)
    made = _write(ctx, data, return_id, order, (buyer_id, seller_id, currency), parts)
    ctx.emit(
        ReturnAccepted(
            return_id=made.pk,
            order_id=made.order_id,
            number=made.number,
            buyer_id=made.buyer_id,
            seller_id=made.seller_id,
        )
    )
    ctx.audit(
        target="orders.order_return",
        target_id=made.pk,
        facts={"number": made.number, "total": str(Money(made.total_minor, made.currency))},
    )
    return ReturnAnswer(
        return_id=made.pk,
        number=made.number,
        net=MoneyIn(**Money(made.net_minor, currency).as_json()),
        tax=MoneyIn(**Money(made.tax_minor, currency).as_json()),
        total=MoneyIn(**Money(made.total_minor, currency).as_json()),
    )


def _check_head(ctx: Context, data: AcceptReturn) -> None:
    if len(data.reason) > 200:
        raise errors.bad_text("reason", 200)
    if data.client_reference is not None and not 1 <= len(data.client_reference) <= 80:
        raise errors.bad_text("client_reference", 80)
    if data.returned_at is not None and data.returned_at > ctx.now + CLOCK_SKEW:
        raise errors.time_in_future("returned_at")


def _lock_order(data: AcceptReturn, seller_id: UUID) -> Order | None:
    if data.order_number is None:
        return None
    order = Order.objects.select_for_update().filter(number=data.order_number, seller_id=seller_id).first()
    if order is None or (data.buyer_id is not None and data.buyer_id != order.buyer_id):
        raise errors.order_unknown("order_number")
    if order.state not in RETURNABLE:
        raise errors.not_shipped_yet(order.number)
    return order


def _refuse_double(buyer_id: UUID, seller_id: UUID, reference: str) -> None:
    known = OrderReturn.objects.filter(buyer_id=buyer_id, seller_id=seller_id, client_reference=reference)
    number = known.values_list("number", flat=True).first()
    if number is not None:
        raise errors.duplicate_reference(number)


def _against_order(order: Order, lines: Sequence[ResolvedLine]) -> list[_Part]:
    rows = list(OrderLine.objects.filter(order_id=order.pk).order_by("line_no"))
    left = [row.quantity - row.returned for row in rows]
    parts: list[_Part] = []
    for line in lines:
        same = [
            Returnable(index, left[index], row.unit_price)
            for index, row in enumerate(rows)
            if row.item_id == line.item.id
        ]
        found = match_return(line.quantity, line.given_price, same)
        if found is None:
            raise errors.not_on_order(f"{line.field}.quantity", line.item.sku)
        for index, quantity in found:
            row = rows[index]
            left[index] -= quantity
            OrderLine.objects.filter(pk=row.pk).update(returned=F("returned") + quantity)
            parts.append(_Part(line, quantity, row.unit_price, row.tax_rate, row.warehouse_id, row))
    return parts


def _without_order(ctx: Context, lines: Sequence[ResolvedLine], buyer_id: UUID, currency: str) -> list[_Part]:
    prices = price_lines(ctx, lines, buyer_id, currency)
    return [
        _Part(line, line.quantity, price, line.item.tax_rate, line.warehouse_id, None)
        for line, price in zip(lines, prices, strict=True)
    ]


def _stock_back(ctx: Context, parts: Sequence[_Part], return_id: UUID) -> None:
    back = [
        HoldLine(item_id=part.line.item.id, warehouse_id=part.warehouse_id, quantity=part.quantity)
        for part in parts
        if part.line.item.stocked
    ]
    if back:
        receive_return(ctx, back, "orders.order_return", return_id)


def _write(
    ctx: Context,
    data: AcceptReturn,
    return_id: UUID,
    order: Order | None,
    terms: tuple[UUID, UUID, str],
    parts: Sequence[_Part],
) -> OrderReturn:
    buyer_id, seller_id, currency = terms
    rows = [_row(number, part, return_id, currency) for number, part in enumerate(parts, start=1)]
    net, tax = sum(row.net_minor for row in rows), sum(row.tax_minor for row in rows)
    made = OrderReturn(
        id=return_id,
        number=take_number("R", ctx.now),
        order_id=order.pk if order is not None else None,
        buyer_id=buyer_id,
        seller_id=seller_id,
        client_reference=data.client_reference,
        currency=currency,
        net_minor=net,
        tax_minor=tax,
        total_minor=net + tax,
        reason=data.reason,
        returned_at=data.returned_at or ctx.now,
        accepted_at=ctx.now,
    )
    try:
        made.save(force_insert=True)
    except IntegrityError as error:
        if "order_return_reference_once" in str(error):
            raise errors.duplicate_reference(data.client_reference or "") from error
        raise
    OrderReturnLine.objects.bulk_create(rows)
    return made


def _row(number: int, part: _Part, return_id: UUID, currency: str) -> OrderReturnLine:
    try:
        amounts = LineAmounts.of(part.unit_price, part.quantity, part.tax_rate, currency)
    except BadMoney as error:
        raise errors.bad_price(f"{part.line.field}.unit_price") from error
    return OrderReturnLine(
        order_return_id=return_id,
        line_no=number,
        order_line_id=part.order_line.pk if part.order_line is not None else None,
        item_id=part.line.item.id,
        warehouse_id=part.warehouse_id,
        description=part.line.item.name,
        quantity=part.quantity,
        unit=part.line.item.unit,
        unit_price=part.unit_price,
        tax_rate=part.tax_rate,
        net_minor=amounts.net_minor,
        tax_minor=amounts.tax_minor,
    )
