"""Place many orders at once: each by itself, with a verdict of its own. The good ones stand whatever the others are."""

from typing import Any

import msgspec

from shared_apps.commands import Context, command
from shared_apps.foundation.refusals import NotAllowed, Refusal
from tenant_apps.orders import errors
from tenant_apps.orders.commands.order_input import OrderAnswer, PlaceOrder
from tenant_apps.orders.commands.place_each import place_each

ORDERS_MAX = 500


class PlaceOrders(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    orders: list[PlaceOrder]


class RefusalSaid(msgspec.Struct, frozen=True, kw_only=True):
    """A refusal as it was raised, in the language of whoever asked."""

    code: str
    message: str
    field: str | None
    remedy: str
    facts: dict[str, Any]


class OrderVerdict(msgspec.Struct, frozen=True, kw_only=True):
    """What became of the order at `index`: an order, or the reason why not."""

    index: int
    order: OrderAnswer | None = None
    refusal: RefusalSaid | None = None


class OrderVerdicts(msgspec.Struct, frozen=True, kw_only=True):
    verdicts: list[OrderVerdict]


@command("orders.place_orders", input=PlaceOrders, permission="orders.place_order")
def place_orders(ctx: Context, data: PlaceOrders) -> OrderVerdicts:
    """Place up to 500 orders in their order, in one transaction; a refused one leaves nothing behind."""
    if not data.orders:
        raise errors.no_orders()
    if len(data.orders) > ORDERS_MAX:
        raise errors.too_many_orders(ORDERS_MAX)
    found = place_each(ctx, data.orders)
    for one in found:
        if isinstance(one, NotAllowed):
            raise one  # who orders for a company not its own leaves a trace, and orders nothing
    accepted = sum(not isinstance(one, Refusal) for one in found)
    ctx.audit(target="orders.orders", target_id="", facts={"asked": len(found), "accepted": accepted})
    return OrderVerdicts(verdicts=[_verdict(index, one) for index, one in enumerate(found)])


def _verdict(index: int, one: OrderAnswer | Refusal) -> OrderVerdict:
    if isinstance(one, Refusal):
        return OrderVerdict(index=index, refusal=said(one))
    return OrderVerdict(index=index, order=one)


def said(refusal: Refusal) -> RefusalSaid:
    """A refusal as plain values."""
    return RefusalSaid(
        code=refusal.code,
        message=str(refusal.message),
        field=refusal.field,
        remedy=str(refusal.remedy),
        facts=refusal.facts,
    )
