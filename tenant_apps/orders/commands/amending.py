"""Reckon what an order becomes with a change, as a whole version of it. Functions for the commands, without a write."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

import msgspec

from shared_apps.commands.context import Context
from shared_apps.foundation.actor import Actor
from shared_apps.foundation.money import BadMoney, Money
from shared_apps.foundation.quantity import BadQuantity, QuantityIn, plain
from tenant_apps.orders import amendment_errors as errors
from tenant_apps.orders import errors as order_errors
from tenant_apps.orders.commands.price_lines import price_lines
from tenant_apps.orders.commands.resolve_lines import LINES_MAX, OrderLineIn, given_price, resolve_lines
from tenant_apps.orders.decisions.amending import LineNow, Wanted, amended, wrong_with
from tenant_apps.orders.models import (
    JointDeliveryOrder,
    Order,
    OrderAmendment,
    OrderDelivery,
    OrderLine,
    OrderPart,
)
from tenant_apps.parties.queries import list_sites
from tenant_apps.trading.kernel import errors as kernel_errors
from tenant_apps.trading.kernel.queries import get_deal
from tenant_apps.trading.kernel.types import DealLineFacts, LineAmounts

LARGEST_MINOR = 10**18
# Which places a buyer has is asked for its order, whoever of the two answers.
READER = Actor.system("orders.amendments")


class LineChangeIn(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One line of the order. `quantity` in any unit of the item; `unit_price` is the seller's to propose."""

    line_no: int
    quantity: QuantityIn | None = None
    unit_price: str | None = None
    remove: bool = False


class ChangeOrder(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What is to be different. What is left out stays; an empty text takes a reference, cost centre or note away."""

    lines: list[LineChangeIn] = []
    add: list[OrderLineIn] = []
    site_id: UUID | None = None
    wanted_on: str | None = None
    client_reference: str | None = None
    cost_centre: str | None = None
    note: str | None = None

    @property
    def moves_lines(self) -> bool:
        return bool(self.lines or self.add)

    @property
    def has_details(self) -> bool:
        told = (self.site_id, self.wanted_on, self.client_reference, self.cost_centre, self.note)
        return any(one is not None for one in told)


@dataclass(frozen=True, slots=True)
class Reckoned:
    """An order as it will be."""

    lines: Sequence[LineNow]
    amounts: Sequence[LineAmounts]
    content: Mapping[str, Any]

    @property
    def net_minor(self) -> int:
        return sum(one.net_minor for one in self.amounts)

    @property
    def tax_minor(self) -> int:
        return sum(one.tax_minor for one in self.amounts)

    @property
    def total_minor(self) -> int:
        return self.net_minor + self.tax_minor


def lines_of(order: Order) -> list[LineNow]:
    rows = OrderLine.objects.filter(order_id=order.pk).order_by("line_no")
    return [
        LineNow(
            row.line_no, row.item_id, row.warehouse_id, row.description, row.quantity, row.unit, row.unit_price,
            row.tax_rate,
        )
        for row in rows
    ]  # fmt: skip


def version_of(order_id: UUID) -> int:
    """The first version is 1; each applied change makes the next."""
    return 1 + OrderAmendment.objects.filter(order_id=order_id, state="applied").count()


def refuse_unless_amendable(order: Order, data: ChangeOrder) -> None:
    """Refuse what has left, what leaves with others, and lines that are divided or come from a trading event."""
    if order.state != "accepted":
        raise order_errors.wrong_state(order.number, order.state)
    if JointDeliveryOrder.objects.filter(order_id=order.pk, left_at__isnull=True).exists():
        raise order_errors.in_delivery(order.number)
    if not data.moves_lines:
        return
    if OrderPart.objects.filter(order_id=order.pk).exclude(state="cancelled").exists():
        raise order_errors.divided(order.number)
    if get_deal(order.deal_id).origin != "order":
        raise errors.formed_in_event(order.number)


def change_of(row: OrderAmendment) -> ChangeOrder:
    """What was asked, as it was asked."""
    return msgspec.convert(row.changes, ChangeOrder)


def reckon(ctx: Context, order: Order, row: OrderAmendment) -> Reckoned:
    """The order afterwards, priced: kept lines keep their agreed price, added ones have today's list price, or the one
    that was promised for as long as that holds."""
    data, side = change_of(row), row.side
    now = lines_of(order)
    wanted = [_wanted(at, change, now) for at, change in enumerate(data.lines)]
    why, at = wrong_with(now, wanted, len(data.add), side)
    if why:
        raise errors.bad_amendment(why, f"lines[{at}]")
    lines = amended(now, wanted, _added(ctx, order, row, data.add))
    if len(lines) > LINES_MAX:
        raise order_errors.too_many_lines(LINES_MAX)
    amounts = amounts_of(lines, order.currency)
    return Reckoned(lines, amounts, content_of(order, lines, amounts, _details(order, data)))


def kept_prices(ctx: Context, row: OrderAmendment) -> dict[UUID, Decimal]:
    """Promised prices of what is added, while their lock holds."""
    if row.locked_until is None or row.locked_until <= ctx.now:
        return {}
    return {UUID(item): Decimal(price) for item, price in row.locked.items()}


def amounts_of(lines: Sequence[LineNow], currency: str) -> list[LineAmounts]:
    try:
        found = [LineAmounts.of(one.unit_price, one.quantity, one.tax_rate, currency) for one in lines]
    except BadMoney as error:
        raise kernel_errors.amount_too_large("lines") from error
    if sum(one.net_minor + one.tax_minor for one in found) >= LARGEST_MINOR:
        raise kernel_errors.amount_too_large("lines")
    return found


def _wanted(at: int, change: LineChangeIn, now: Sequence[LineNow]) -> Wanted:
    field = f"lines[{at}]"
    line = next((one for one in now if one.line_no == change.line_no), None)
    quantity = None
    if change.quantity is not None and line is not None:
        try:
            quantity = change.quantity.quantity().to(line.unit).value
        except BadQuantity as error:
            raise order_errors.bad_quantity(f"{field}.quantity", str(error), line.unit) from error
    return Wanted(change.line_no, quantity, given_price(field, change.unit_price), change.remove)


def _added(ctx: Context, order: Order, row: OrderAmendment, add: Sequence[OrderLineIn]) -> list[LineNow]:
    if not add:
        return []
    lines = resolve_lines(order.seller_id, add, for_sale=True)
    prices = price_lines(ctx, lines, order.buyer_id, order.currency, kept_prices(ctx, row))
    return [
        LineNow(
            0, line.item.id, line.warehouse_id, line.item.name[:200], line.quantity, line.item.unit, price,
            line.item.tax_rate,
        )
        for line, price in zip(lines, prices, strict=True)
    ]  # fmt: skip


def _details(order: Order, data: ChangeOrder) -> dict[str, str]:
    """Reference, cost centre, note, place and day afterwards, as texts; the place by its name and its id."""
    wish = OrderDelivery.objects.select_related("site").filter(order_id=order.pk).first()
    site = wish.site if wish is not None else None
    found = {
        "client_reference": order.client_reference or "", "cost_centre": order.cost_centre, "note": order.note,
        "site_id": str(site.pk) if site else "", "site": site.name if site else "",
        "wanted_on": wish.wanted_on.isoformat() if wish is not None and wish.wanted_on else "",
    }  # fmt: skip
    if data.site_id is not None:
        sites = {one.id: one.name for one in list_sites(READER, order.buyer_id) if one.is_delivery}
        if data.site_id not in sites:
            raise order_errors.site_unknown()
        found |= {"site_id": str(data.site_id), "site": sites[data.site_id]}
    for name in ("client_reference", "cost_centre", "note", "wanted_on"):
        text = getattr(data, name)
        if text is not None:
            found[name] = text.strip()
    if found["wanted_on"] and not _is_day(found["wanted_on"]):
        raise order_errors.bad_terms("wanted_on")
    return found


def _is_day(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


def content_of(
    order: Order, lines: Sequence[LineNow], amounts: Sequence[LineAmounts], details: Mapping[str, str]
) -> dict[str, Any]:
    """A version of an order as it is kept."""
    net, tax = sum(one.net_minor for one in amounts), sum(one.tax_minor for one in amounts)
    return {
        "currency": order.currency,
        "net": f"{Money(net, order.currency).amount:f}",
        "total": f"{Money(net + tax, order.currency).amount:f}",
        "lines": [
            {
                "line_no": line.line_no, "item_id": str(line.item_id), "description": line.description,
                "quantity": plain(line.quantity), "unit": line.unit, "unit_price": plain(line.unit_price),
            }
            for line in lines
        ],
        **details,
    }  # fmt: skip


def present_content(order: Order) -> dict[str, Any]:
    lines = lines_of(order)
    return content_of(order, lines, amounts_of(lines, order.currency), _details(order, ChangeOrder()))


def deal_line(line: LineNow, amounts: LineAmounts) -> DealLineFacts:
    return DealLineFacts(
        line_no=line.line_no, item_id=line.item_id, warehouse_id=line.warehouse_id, description=line.description,
        quantity=line.quantity, unit=line.unit, unit_price=line.unit_price, tax_rate=line.tax_rate,
        net_minor=amounts.net_minor, tax_minor=amounts.tax_minor,
    )  # fmt: skip
