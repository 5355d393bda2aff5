"""Place many orders at once: each by itself, with a verdict of its own. The good ones stand whatever the others are."""

from typing import Any

import msgspec

from shared_apps.commands import Context, command
from shared_apps.foundation.refusals import NotAllowed, Refusal
from tenant_apps.orders import errors
from tenant_apps.orders.acceptance.together import accept
from tenant_apps.orders.acceptance.wishes import Wish
from tenant_apps.orders.commands.order_input import OrderAnswer, PlaceOrder
from tenant_apps.orders.commands.place_short import is_fillable, try_short
from tenant_apps.trading.kernel.commands import acting_company

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
    verdicts: dict[int, OrderVerdict] = {}
    wishes: list[tuple[int, Wish]] = []
    for index, order in enumerate(data.orders):
        try:
            buyer_id = acting_company(ctx, "orders.place_order", order.buyer_id, field="buyer_id")
        except NotAllowed:
            raise  # who orders for a company not its own leaves a trace, and orders nothing
        except Refusal as refusal:
            verdicts[index] = OrderVerdict(index=index, refusal=said(refusal))
        else:
            wishes.append((index, Wish(len(wishes), order, buyer_id, ctx.actor)))
    found = accept(ctx, [wish for _index, wish in wishes], is_audited=True) if wishes else []
    for (index, wish), first in zip(wishes, found, strict=True):
        one = (
            try_short(ctx, wish, first) if isinstance(first, Refusal) and is_fillable(first, wish.data.lines) else first
        )
        if isinstance(one, Refusal):
            verdicts[index] = OrderVerdict(index=index, refusal=said(one))
        else:
            verdicts[index] = OrderVerdict(index=index, order=one)
    accepted = sum(one.order is not None for one in verdicts.values())
    ctx.audit(target="orders.orders", target_id="", facts={"asked": len(verdicts), "accepted": accepted})
    return OrderVerdicts(verdicts=[verdicts[index] for index in sorted(verdicts)])


def said(refusal: Refusal) -> RefusalSaid:
    """A refusal as plain values."""
    return RefusalSaid(
        code=refusal.code,
        message=str(refusal.message),
        field=refusal.field,
        remedy=str(refusal.remedy),
        facts=refusal.facts,
    )
