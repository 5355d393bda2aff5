"""Parts of an order: write them, move them, join them again. All of it with the order locked.

An order's state is that of its part that is least far; a waiting part holds it at `accepted`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Protocol
from uuid import UUID

from django.db.models import F, Max, QuerySet

from shared_apps.commands.context import Context
from shared_apps.foundation.ids import uuid7
from tenant_apps.inventory.commands import HoldLine, hold_stock, release_holds
from tenant_apps.ledger.commands import fulfil_order
from tenant_apps.orders import errors
from tenant_apps.orders.decisions.apportion import apportion
from tenant_apps.orders.models import Order, OrderLine, OrderPart, OrderPartLine
from tenant_apps.orders.queries.allowances import payable_minor

HOLD_PART = "orders.order_part"
BEFORE = {"shipped": "accepted", "delivered": "shipped", "invoiced": "delivered"}
RANKS = ("accepted", "shipped", "delivered", "invoiced")


class Divisible(Protocol):
    """A line of an order, or what one of its parts has of it; `pk` is the order line's."""

    @property
    def pk(self) -> UUID: ...
    @property
    def line_no(self) -> int: ...
    @property
    def item_id(self) -> UUID: ...
    @property
    def warehouse_id(self) -> UUID | None: ...
    @property
    def net_minor(self) -> int: ...
    @property
    def tax_minor(self) -> int: ...


@dataclass(frozen=True, slots=True)
class NewPart:
    """A part to be: quantities by line number. Without a warehouse each line leaves from where it was ordered."""

    quantities: Mapping[int, Decimal]
    warehouse_id: UUID | None = None
    leaves_on: date | None = None
    hazard: str = ""
    cost_minor: int = 0
    reasons: Sequence[Mapping[str, Any]] = ()
    state: str = "accepted"


def live_parts(order_id: UUID) -> QuerySet[OrderPart]:
    """Parts that count, in their order."""
    return OrderPart.objects.filter(order_id=order_id).exclude(state="cancelled").order_by("part_no")


def lock_order(ctx: Context, order_id: UUID) -> Order:
    """The order as its seller or the marketplace sees it, locked."""
    order = Order.objects.select_for_update().visible_to(ctx.actor).filter(pk=order_id).first()
    if order is None or ctx.actor.company_id not in (None, order.seller_id):
        raise errors.order_unknown("order_id")
    return order


def write_parts(
    ctx: Context, order: Order, lines: Sequence[Divisible], new: Sequence[NewPart], split_id: UUID | None
) -> list[OrderPart]:
    """Write the parts that lines become and hold the stock of each; amounts are divided to the last minor unit."""
    amounts = _amounts(lines, new)
    first = (OrderPart.objects.filter(order_id=order.pk).aggregate(most=Max("part_no"))["most"] or 0) + 1
    by_no = {line.line_no: line for line in lines}
    parts, rows = [], []
    for at, one in enumerate(new):
        mine = {line_no: amounts[(at, line_no)] for line_no in one.quantities}
        part = OrderPart(
            id=uuid7(), order_id=order.pk, split_id=split_id, part_no=first + at, state=one.state,
            warehouse_id=one.warehouse_id, leaves_on=one.leaves_on, hazard=one.hazard, cost_minor=one.cost_minor,
            net_minor=sum(net for net, _tax in mine.values()), tax_minor=sum(tax for _net, tax in mine.values()),
            reasons=list(one.reasons), created_at=ctx.now,
        )  # fmt: skip
        parts.append(part)
        rows += [
            OrderPartLine(part_id=part.pk, order_line_id=by_no[line_no].pk, quantity=quantity,
                          net_minor=mine[line_no][0], tax_minor=mine[line_no][1])
            for line_no, quantity in one.quantities.items()
        ]  # fmt: skip
    OrderPart.objects.bulk_create(parts)
    OrderPartLine.objects.bulk_create(rows)
    for part, one in zip(parts, new, strict=True):
        if one.state == "accepted":
            wanted = [(by_no[line_no], quantity) for line_no, quantity in one.quantities.items()]
            hold_stock(ctx, _holds(wanted, one.warehouse_id), HOLD_PART, part.pk)
    return parts


def _holds(wanted: Sequence[tuple[Divisible, Decimal]], warehouse_id: UUID | None) -> list[HoldLine]:
    return [
        HoldLine(item_id=line.item_id, quantity=quantity, warehouse_id=warehouse_id or line.warehouse_id)
        for line, quantity in wanted
    ]


def hold_part(ctx: Context, part: OrderPart, wanted: Sequence[tuple[UUID, Decimal]]) -> None:
    """Hold the goods of a part in its warehouse; things that are not stocked are passed over."""
    lines = [HoldLine(item_id=item, quantity=quantity, warehouse_id=part.warehouse_id) for item, quantity in wanted]
    hold_stock(ctx, lines, HOLD_PART, part.pk)


def _amounts(lines: Sequence[Divisible], new: Sequence[NewPart]) -> dict[tuple[int, int], tuple[int, int]]:
    """Net and tax by part and line: shares of the line's own amounts, by largest remainder."""
    found = {}
    for line in lines:
        places = [at for at, one in enumerate(new) if line.line_no in one.quantities]
        weights = [new[at].quantities[line.line_no] for at in places]
        nets, taxes = apportion(line.net_minor, weights), apportion(line.tax_minor, weights)
        for at, net, tax in zip(places, nets, taxes, strict=True):
            found[(at, line.line_no)] = (net, tax)
    return found


def advance_part(ctx: Context, order_id: UUID, part_id: UUID, wanted: str) -> None:
    """Move one part, and its order with it when it was the last one there. Locks the order."""
    order = Order.objects.select_for_update().filter(pk=order_id).only("number", "state").first()
    if order is None:
        raise errors.order_unknown()
    moved = OrderPart.objects.filter(pk=part_id, order_id=order_id, state=BEFORE[wanted]).update(state=wanted)
    if not moved:
        raise errors.wrong_state(order.number, order.state)
    follow_parts(ctx, order)


def fulfil(ctx: Context, order_id: UUID) -> None:
    """Take what is left of an order's commitment out of the books: all of it is billed, or it is cancelled."""
    order = Order.objects.only("number", "buyer_id", "seller_id", "currency").get(pk=order_id)
    left = payable_minor(order_id)
    fulfil_order(ctx, order_id, order.number, order.buyer_id, order.seller_id, order.currency, left)


def follow_parts(ctx: Context, order: Order) -> None:
    """Set a locked order to where its parts stand."""
    states = set(live_parts(order.pk).values_list("state", flat=True))
    least = min((RANKS.index(state) if state in RANKS else 0 for state in states), default=0)
    if states and RANKS[least] != order.state:
        Order.objects.filter(pk=order.pk).update(state=RANKS[least])
        if RANKS[least] == "invoiced":
            fulfil(ctx, order.pk)


def ship_part(ctx: Context, order_id: UUID, part_id: UUID) -> None:
    """A part has left: its state, and what is shipped of each of its lines."""
    advance_part(ctx, order_id, part_id, "shipped")
    for line_id, quantity in OrderPartLine.objects.filter(part_id=part_id).values_list("order_line_id", "quantity"):
        OrderLine.objects.filter(pk=line_id).update(shipped=F("shipped") + quantity)


def drop_parts(ctx: Context, order_id: UUID) -> int:
    """End all live parts of a locked order and free what they hold; how many there were."""
    parts = list(live_parts(order_id).values_list("id", flat=True))
    OrderPart.objects.filter(pk__in=parts).update(state="cancelled")
    for part in parts:
        release_holds(ctx, HOLD_PART, part)
    return len(parts)
