"""Divide an order into parts that leave on their own, by the cheapest plan there is, and hold the stock of each."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

import msgspec

from shared_apps.commands import Context, command
from shared_apps.foundation.faults import faultpoint
from shared_apps.foundation.ids import uuid7
from shared_apps.foundation.money import Money, MoneyIn
from tenant_apps.inventory.commands import release_holds
from tenant_apps.orders import errors
from tenant_apps.orders.commands.parts import NewPart, lock_order, write_parts
from tenant_apps.orders.decisions.split_reasons import Reason
from tenant_apps.orders.events import OrderDivided
from tenant_apps.orders.models import Order, OrderSplit
from tenant_apps.orders.queries.splitting import HOLD_DEAL, Division, check_whole, divide


class SplitOrder(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    order_id: UUID


class SplitAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """`bound` is what no division can be cheaper than: the cost is the least when both are equal."""

    order_id: UUID
    number: str
    parts: int
    cost: MoneyIn
    bound: MoneyIn


@command("orders.split_order", input=SplitOrder)
def split_order(ctx: Context, data: SplitOrder) -> SplitAnswer:
    """Divide an order that nothing has left of, as its seller.

    Locks the order, then stock levels. Refuses when one shipment is cheapest, when the order is divided or part of a
    joint delivery already, and when stock moved while it was reckoned.
    """
    order = lock_order(ctx, data.order_id)
    check_whole(order)
    division = divide(order, ctx.now)
    if len(division.parts) < 2:
        raise errors.split_needless(order.number)
    return write_division(ctx, order, division)


def write_division(
    ctx: Context, order: Order, division: Division, *, announce: bool = True, waiting: Sequence[NewPart] = ()
) -> SplitAnswer:
    """Write a division of a locked order: the stock held for its deal is held for its parts instead."""
    split = OrderSplit.objects.create(
        id=uuid7(), order_id=order.pk, cost_minor=division.plan.cost_minor, bound_minor=division.plan.bound_minor,
        reasons=[as_row(reason) for reason in division.reasons], at=ctx.now,
    )  # fmt: skip
    release_holds(ctx, HOLD_DEAL, order.deal_id)
    faultpoint("orders.after_release_for_split")
    parts = write_parts(ctx, order, division.lines, [*_new(division), *waiting], split.pk)
    faultpoint("orders.after_split")
    if announce:
        ctx.emit(OrderDivided(order_id=order.pk, number=order.number, parts=len(parts)))
    cost = Money(split.cost_minor, order.currency)
    ctx.audit(
        target="orders.order", target_id=order.pk,
        facts={"number": order.number, "parts": len(parts), "cost": str(cost)},
    )  # fmt: skip
    return SplitAnswer(
        order_id=order.pk, number=order.number, parts=len(parts), cost=MoneyIn(**cost.as_json()),
        bound=MoneyIn(**Money(split.bound_minor, order.currency).as_json()),
    )  # fmt: skip


def as_row(reason: Reason) -> dict[str, Any]:
    """A reason as it is kept."""
    return {"code": reason.code, **reason.facts}


def _new(division: Division) -> list[NewPart]:
    quantities = {line.line_no: line.quantity for line in division.lines}
    found = []
    for at, part in enumerate(division.parts):
        mine = {portion.line_no: portion.quantity for portion in part.portions}
        if at == 0:
            mine |= {line_no: quantities[line_no] for line_no in division.services}
        hazards = sorted({division.hazards[portion.line_no] for portion in part.portions} - {""})
        found.append(
            NewPart(
                quantities=mine, warehouse_id=division.warehouses[part.place],
                leaves_on=division.leaves_on[part.place], hazard=", ".join(hazards)[:20], cost_minor=part.cost_minor,
                reasons=[as_row(reason) for reason in part.reasons],
            )
        )  # fmt: skip
    return found
