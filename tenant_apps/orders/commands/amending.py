"""Reckon what an order becomes with a change, as a whole version of it. Functions for the commands, without a write."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
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
from tenant_apps.orders.commands.amending_parts import THERE, as_content, parts_now, sent_amounts
from tenant_apps.orders.commands.licensed import refuse_unlicensed
from tenant_apps.orders.commands.parts import live_parts
from tenant_apps.orders.commands.price_lines import price_lines
from tenant_apps.orders.commands.resolve_lines import LINES_MAX, OrderLineIn, given_price, resolve_lines
from tenant_apps.orders.decisions.amending import LineNow, Wanted, amended, within, wrong_with
from tenant_apps.orders.decisions.amending_parts import (
    ZERO,
    PartNow,
    PartWanted,
    left_of,
    moved,
    total_of,
    wrong_with_parts,
)
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
from tenant_apps.trading.kernel.queries import get_deal, tolerance_of
from tenant_apps.trading.kernel.types import DealLineFacts, LineAmounts

LARGEST_MINOR = 10**18
# Which places a buyer has is asked for its order, whoever of the two answers.
READER = Actor.system("orders.amendments")


class LineChangeIn(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One line of the order. `quantity` in any unit of the item; `unit_price` is the seller's to propose.

    With `part_no`, `quantity` is what that part of a divided order has of the line; without it, what the whole order
    has, and the part that is last to leave takes the difference.
    """

    line_no: int
    part_no: int | None = None
    quantity: QuantityIn | None = None
    unit_price: str | None = None
    remove: bool = False


class ChangeOrder(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What is to be different. What is left out stays; an empty text takes a reference, cost centre or note away.

    `add_to` is the part of a divided order that takes what is added. `close_rest` ends what has not left: the order
    becomes what has, and nothing else changes.
    """

    lines: list[LineChangeIn] = []
    add: list[OrderLineIn] = []
    add_to: int | None = None
    close_rest: bool = False
    site_id: UUID | None = None
    wanted_on: str | None = None
    client_reference: str | None = None
    cost_centre: str | None = None
    note: str | None = None

    @property
    def moves_lines(self) -> bool:
        return bool(self.lines or self.add or self.close_rest)

    @property
    def has_details(self) -> bool:
        told = (self.site_id, self.wanted_on, self.client_reference, self.cost_centre, self.note)
        return any(one is not None for one in told)


@dataclass(frozen=True, slots=True)
class Reckoned:
    """An order as it will be; `parts` are those of a divided one."""

    lines: Sequence[LineNow]
    amounts: Sequence[LineAmounts]
    content: Mapping[str, Any]
    parts: Sequence[PartNow] = ()

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
    """Refuse what has left, what leaves with others, and what a trading event has fixed."""
    if data.close_rest:
        if data != ChangeOrder(close_rest=True):
            raise errors.bad_amendment("close", "change")
        rest_of(order)
        return
    if order.state != "accepted":
        raise order_errors.wrong_state(order.number, order.state)
    if JointDeliveryOrder.objects.filter(order_id=order.pk, left_at__isnull=True).exists():
        raise order_errors.in_delivery(order.number)
    fixed = data.add or any(one.remove or one.unit_price is not None for one in data.lines)
    if fixed and is_of_event(order):
        raise errors.formed_in_event(order.number)


def is_of_event(order: Order) -> bool:
    """Whether prices and articles were formed in a trading event: the deal stays as it was awarded."""
    return get_deal(order.deal_id).origin != "order"


def rest_of(order: Order) -> list[OrderPart]:
    """Parts that have not left of an order of which something has."""
    parts = list(live_parts(order.pk))
    rest = [part for part in parts if part.state in THERE]
    if order.state == "accepted" and len(rest) == len(parts):
        raise order_errors.nothing_left(order.number)
    if not rest:
        raise order_errors.no_rest(order.number)
    return rest


def change_of(row: OrderAmendment) -> ChangeOrder:
    """What was asked, as it was asked."""
    return msgspec.convert(row.changes, ChangeOrder)


def reckon(ctx: Context, order: Order, row: OrderAmendment) -> Reckoned:
    """The order afterwards, priced: kept lines keep their agreed price, added ones have today's list price, or the one
    that was promised for as long as that holds."""
    data, now, parts = change_of(row), lines_of(order), parts_now(order.pk)
    if data.close_rest:
        return _without_rest(order, now, parts)
    quantities = [_quantity(at, change, now) for at, change in enumerate(data.lines)]
    after = _parts_after(data, now, parts, quantities)
    wanted = _wanted(data, quantities, after)
    why, at = wrong_with(now, wanted, len(data.add), row.side)
    if why:
        raise errors.bad_amendment(why, f"lines[{at}]")
    sent = sent_amounts(order.pk) if parts else {}
    for at, one in enumerate(data.lines):
        if one.unit_price is not None and one.line_no in sent:
            raise errors.bad_amendment("price_left", f"lines[{at}].unit_price")
    added = _added(ctx, order, row, data.add)
    lines = amended(now, wanted, added)
    if len(lines) > LINES_MAX:
        raise order_errors.too_many_lines(LINES_MAX)
    _refuse_beyond(order, now, lines)
    if after and added:
        after = _with_added(data, after, lines[-len(added) :])
    amounts = _amounts(order, lines, after, sent)
    return Reckoned(lines, amounts, content_of(order, lines, amounts, _details(order, data), after), after)


def _parts_after(
    data: ChangeOrder, now: Sequence[LineNow], parts: Sequence[PartNow], quantities: Sequence[Decimal | None]
) -> list[PartNow]:
    """The parts of a divided order with its lines changed; none of one that is whole."""
    known = {line.line_no for line in now}
    asked = [
        (at, PartWanted(one.line_no, one.part_no, ZERO if one.remove else quantity or ZERO))
        for at, (one, quantity) in enumerate(zip(data.lines, quantities, strict=True))
        if (one.remove or quantity is not None) and one.line_no in known
    ]
    if not parts:
        named = next((at for at, one in asked if one.part_no is not None), None)
        if named is not None or data.add_to is not None:
            raise errors.bad_amendment("part", "add_to" if named is None else f"lines[{named}].part_no")
        return []
    for at, one in enumerate(data.lines):
        if one.remove and (one.quantity is not None or one.unit_price is not None):
            raise errors.bad_amendment("both", f"lines[{at}]")
    for at, wish in asked:
        if wish.quantity < 0 or (wish.quantity == 0 and not data.lines[at].remove and wish.part_no is None):
            raise errors.bad_amendment("quantity", f"lines[{at}].quantity")
    why, at = wrong_with_parts(parts, [one for _at, one in asked])
    if why:
        raise errors.bad_amendment(why, f"lines[{asked[at][0]}].{'part_no' if why == 'part' else 'quantity'}")
    return moved(parts, [one for _at, one in asked])


def _wanted(data: ChangeOrder, quantities: Sequence[Decimal | None], after: Sequence[PartNow]) -> list[Wanted]:
    """What becomes of each line; of a divided order its quantity is the sum over the parts."""
    if not after:
        return [
            Wanted(one.line_no, quantity, given_price(f"lines[{at}]", one.unit_price), one.remove)
            for at, (one, quantity) in enumerate(zip(data.lines, quantities, strict=True))
        ]
    found: dict[int, Wanted] = {}
    for at, one in enumerate(data.lines):
        total, price = total_of(after, one.line_no), given_price(f"lines[{at}]", one.unit_price)
        before = found.get(one.line_no)
        price = price if price is not None or before is None else before.unit_price
        gone = not total
        found[one.line_no] = Wanted(one.line_no, None if gone else total, None if gone else price, gone)
    return list(found.values())


def _with_added(data: ChangeOrder, parts: Sequence[PartNow], added: Sequence[LineNow]) -> list[PartNow]:
    """What is added goes to the part that was named, else to the last one that has stock."""
    open_parts = [part for part in parts if part.is_open and data.add_to in (None, part.part_no)]
    if not open_parts:
        raise errors.bad_amendment("part", "add_to")
    chosen = max(open_parts, key=lambda part: (not part.waits, part.part_no))
    for line in added:
        chosen.quantities[line.line_no] = line.quantity
    return list(parts)


def _amounts(
    order: Order, lines: Sequence[LineNow], parts: Sequence[PartNow], sent: Mapping[int, LineAmounts]
) -> list[LineAmounts]:
    """Amounts of the lines, rounded once each; what has left keeps its own, and the rest is rounded beside it. A line
    that is as it was keeps its amounts."""
    stored = {
        (line_no, quantity, price): LineAmounts(net, tax)
        for line_no, quantity, price, net, tax in OrderLine.objects.filter(order_id=order.pk).values_list(
            "line_no", "quantity", "unit_price", "net_minor", "tax_minor"
        )
    }
    rest = [replace(line, quantity=line.quantity - left_of(parts, line.line_no)) for line in lines]
    found = amounts_of(rest, order.currency)
    none = LineAmounts(0, 0)
    return [
        stored.get((line.line_no, line.quantity, line.unit_price))
        or LineAmounts(
            one.net_minor + sent.get(line.line_no, none).net_minor,
            one.tax_minor + sent.get(line.line_no, none).tax_minor,
        )
        for line, one in zip(lines, found, strict=True)
    ]


def _refuse_beyond(order: Order, now: Sequence[LineNow], lines: Sequence[LineNow]) -> None:
    """Quantities of a deal of a trading event stay within what its pinned rules let them differ."""
    deal = get_deal(order.deal_id)
    if deal.origin == "order":
        return
    percent = tolerance_of(order.deal_id)
    awarded = {line.line_no: line.quantity for line in deal.lines}
    before = {line.line_no: line.quantity for line in now}
    for at, line in enumerate(lines):
        if line.quantity == before.get(line.line_no):
            continue
        least, most = within(awarded[line.line_no], percent)
        if not least <= line.quantity <= most:
            raise errors.beyond_tolerance(f"lines[{at}].quantity", plain(percent), plain(least), plain(most), line.unit)


def _without_rest(order: Order, now: Sequence[LineNow], parts: Sequence[PartNow]) -> Reckoned:
    """The order as the sum of what has left."""
    left = [part for part in parts if not part.is_open]
    sent = sent_amounts(order.pk)
    lines = [replace(line, quantity=total_of(left, line.line_no)) for line in now if total_of(left, line.line_no)]
    amounts = [sent[line.line_no] for line in lines]
    details = _details(order, ChangeOrder())
    return Reckoned(lines, amounts, content_of(order, lines, amounts, details, left), left)


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


def _quantity(at: int, change: LineChangeIn, now: Sequence[LineNow]) -> Decimal | None:
    """What was asked, in the unit of the line."""
    line = next((one for one in now if one.line_no == change.line_no), None)
    if change.quantity is None or line is None:
        return None
    try:
        return change.quantity.quantity().to(line.unit).value
    except BadQuantity as error:
        raise order_errors.bad_quantity(f"lines[{at}].quantity", str(error), line.unit) from error


def _added(ctx: Context, order: Order, row: OrderAmendment, add: Sequence[OrderLineIn]) -> list[LineNow]:
    if not add:
        return []
    lines = resolve_lines(order.seller_id, add, for_sale=True)
    refuse_unlicensed(ctx, lines, order.buyer_id, order.seller_id)
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
    order: Order,
    lines: Sequence[LineNow],
    amounts: Sequence[LineAmounts],
    details: Mapping[str, str],
    parts: Sequence[PartNow] = (),
) -> dict[str, Any]:
    """A version of an order as it is kept; of a divided one with what each part has."""
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
        **({"parts": as_content(parts)} if parts else {}),
        **details,
    }  # fmt: skip


def present_content(order: Order) -> dict[str, Any]:
    rows = OrderLine.objects.filter(order_id=order.pk).order_by("line_no")
    amounts = [LineAmounts(net, tax) for net, tax in rows.values_list("net_minor", "tax_minor")]
    return content_of(order, lines_of(order), amounts, _details(order, ChangeOrder()), parts_now(order.pk))


def deal_line(line: LineNow, amounts: LineAmounts) -> DealLineFacts:
    return DealLineFacts(
        line_no=line.line_no, item_id=line.item_id, warehouse_id=line.warehouse_id, description=line.description,
        quantity=line.quantity, unit=line.unit, unit_price=line.unit_price, tax_rate=line.tax_rate,
        net_minor=amounts.net_minor, tax_minor=amounts.tax_minor,
    )  # fmt: skip
