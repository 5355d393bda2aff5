"""Reckon a change of an order, and apply it through the same checks as acceptance. Functions for the commands.

Locks: what apps above prepared, order, limits, stock levels, deal.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

import msgspec

from shared_apps.commands.context import Context
from shared_apps.foundation.actor import Actor
from shared_apps.foundation.faults import faultpoint
from shared_apps.foundation.ids import uuid7
from shared_apps.foundation.money import BadMoney, Money
from shared_apps.foundation.quantity import BadQuantity, QuantityIn, plain
from tenant_apps.inventory.commands import HoldLine, hold_stock, lock_free, release_holds
from tenant_apps.ledger.commands import change_commitment
from tenant_apps.orders import amendment_errors as errors
from tenant_apps.orders import errors as order_errors
from tenant_apps.orders.acceptance.statements import HOLD_DEAL
from tenant_apps.orders.commands.accept_deal import ORDER
from tenant_apps.orders.commands.approving import refuse_unapproved
from tenant_apps.orders.commands.baskets import follow_basket
from tenant_apps.orders.commands.gates import forget
from tenant_apps.orders.commands.licensed import refuse_unlicensed
from tenant_apps.orders.commands.order_input import PlaceOrder, check_head
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
    OrderPartLine,
)
from tenant_apps.parties.queries import list_sites
from tenant_apps.spending.commands import retake
from tenant_apps.spending.types import Spend
from tenant_apps.trading.kernel import errors as kernel_errors
from tenant_apps.trading.kernel.commands import amend_deal
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


def reckon(ctx: Context, order: Order, data: ChangeOrder, side: str) -> Reckoned:
    """The order afterwards, priced: kept lines keep their agreed price, added ones have today's list price."""
    now = lines_of(order)
    wanted = [_wanted(at, change, now) for at, change in enumerate(data.lines)]
    why, at = wrong_with(now, wanted, len(data.add), side)
    if why:
        raise errors.bad_amendment(why, f"lines[{at}]")
    lines = amended(now, wanted, _added(ctx, order, data.add))
    if len(lines) > LINES_MAX:
        raise order_errors.too_many_lines(LINES_MAX)
    amounts = amounts_of(lines, order.currency)
    return Reckoned(lines, amounts, content_of(order, lines, amounts, _details(order, data)))


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


def _added(ctx: Context, order: Order, add: Sequence[OrderLineIn]) -> list[LineNow]:
    if not add:
        return []
    lines = resolve_lines(order.seller_id, add, for_sale=True)
    refuse_unlicensed(ctx, lines, order.buyer_id, order.seller_id)
    prices = price_lines(ctx, lines, order.buyer_id, order.currency)
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


def apply(ctx: Context, order: Order, data: ChangeOrder, side: str, principal: str, source_id: UUID) -> Reckoned:
    """Change a locked order: checks of an order again, then limits, stock, deal, lines and books, or nothing."""
    refuse_unless_amendable(order, data)
    new = reckon(ctx, order, data, side)
    details = new.content
    wish = PlaceOrder(
        seller_id=order.seller_id, currency=order.currency, buyer_id=order.buyer_id,
        client_reference=details["client_reference"] or None, note=details["note"],
        cost_centre=details["cost_centre"] or None,
        lines=[
            OrderLineIn(item_id=one.item_id, quantity=QuantityIn(plain(one.quantity), one.unit)) for one in new.lines
        ],
    )  # fmt: skip
    check_head(ctx.now, wish)
    _refuse_reference(order, wish.client_reference)
    if new.total_minor > order.total_minor:
        refuse_unapproved(ctx, wish, order.buyer_id)
    _spend(ctx, order, new, details["cost_centre"], principal)
    if data.moves_lines:
        _hold(ctx, order, new.lines)
        faultpoint("orders.after_hold_for_amendment")
        _write_lines(ctx, order, new)
        agreed = [deal_line(line, one) for line, one in zip(new.lines, new.amounts, strict=True)]
        amend_deal(ctx, order.deal_id, agreed)
        change_commitment(
            ctx, source_id, order.number, order.buyer_id, order.seller_id, order.currency,
            new.total_minor - order.total_minor,
        )  # fmt: skip
    _write_details(ctx, order, details)
    order.net_minor, order.tax_minor, order.total_minor = new.net_minor, new.tax_minor, new.total_minor
    order.client_reference, order.note = wish.client_reference, details["note"]
    order.cost_centre = details["cost_centre"]
    order.save()
    follow_basket(order.pk)
    faultpoint("orders.after_amendment")
    return new


def _refuse_reference(order: Order, reference: str | None) -> None:
    if reference is None or reference == order.client_reference:
        return
    others = Order.objects.filter(buyer_id=order.buyer_id, seller_id=order.seller_id, client_reference=reference)
    used = others.exclude(pk=order.pk).values_list("number", flat=True).first()
    if used is not None:
        raise order_errors.duplicate_reference(used)


def _spend(ctx: Context, order: Order, new: Reckoned, code: str, principal: str) -> None:
    """Budgets and credit count the order as it becomes; what grows must fit, what shrinks always does."""
    if new.total_minor == order.total_minor and code == order.cost_centre:
        return
    spend = Spend(
        company_id=order.buyer_id, seller_id=order.seller_id, principal=principal, code=code, currency=order.currency,
        total_minor=new.total_minor,
    )  # fmt: skip
    must_fit = new.total_minor > order.total_minor or code != order.cost_centre
    retake(ctx, spend, ORDER, order.pk, must_fit=must_fit)


def _hold(ctx: Context, order: Order, lines: Sequence[LineNow]) -> None:
    """Hold what the order becomes instead of what it was; levels of both are locked first, in their order."""
    old = set(OrderLine.objects.filter(order_id=order.pk).values_list("item_id", flat=True))
    _lock_levels(ctx, old | {line.item_id for line in lines})
    release_holds(ctx, HOLD_DEAL, order.deal_id)
    hold_stock(ctx, [HoldLine(one.item_id, one.quantity, one.warehouse_id) for one in lines], HOLD_DEAL, order.deal_id)


def _lock_levels(ctx: Context, item_ids: set[UUID]) -> None:
    for item_id in sorted(item_ids):
        lock_free(ctx, item_id)


def _write_lines(ctx: Context, order: Order, new: Reckoned) -> None:
    """Kept lines keep their ids: what refers to them stays true."""
    rows = {row.line_no: row for row in OrderLine.objects.filter(order_id=order.pk)}
    gone = [row.pk for no, row in rows.items() if no not in {line.line_no for line in new.lines}]
    # Of parts that are joined again nothing is left but their history, which the division keeps.
    forget(ctx, gone)
    OrderPartLine.objects.filter(order_line_id__in=gone, part__state="cancelled").delete()
    OrderLine.objects.filter(pk__in=gone).delete()
    for line, amounts in zip(new.lines, new.amounts, strict=True):
        row = rows.get(line.line_no)
        if row is None:
            row = OrderLine(
                id=uuid7(), order_id=order.pk, line_no=line.line_no, item_id=line.item_id,
                warehouse_id=line.warehouse_id, description=line.description, unit=line.unit, tax_rate=line.tax_rate,
            )  # fmt: skip
        row.quantity, row.unit_price = line.quantity, line.unit_price
        row.net_minor, row.tax_minor = amounts.net_minor, amounts.tax_minor
        row.save()


def deal_line(line: LineNow, amounts: LineAmounts) -> DealLineFacts:
    return DealLineFacts(
        line_no=line.line_no, item_id=line.item_id, warehouse_id=line.warehouse_id, description=line.description,
        quantity=line.quantity, unit=line.unit, unit_price=line.unit_price, tax_rate=line.tax_rate,
        net_minor=amounts.net_minor, tax_minor=amounts.tax_minor,
    )  # fmt: skip


def _write_details(ctx: Context, order: Order, details: Mapping[str, str]) -> None:
    site = UUID(details["site_id"]) if details["site_id"] else None
    day = date.fromisoformat(details["wanted_on"]) if details["wanted_on"] else None
    row = OrderDelivery.objects.filter(order_id=order.pk).first()
    if row is None and site is None and day is None:
        return
    if row is None:
        row = OrderDelivery(id=uuid7(), order_id=order.pk)
    if (row.site_id, row.wanted_on) != (site, day):
        row.site_id, row.wanted_on, row.set_at = site, day, ctx.now
        row.save()
