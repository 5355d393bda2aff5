"""Orders placed together, each with the verdict it would get alone."""

from collections.abc import Sequence

from shared_apps.commands.context import Context
from shared_apps.foundation.refusals import Refusal
from tenant_apps.orders.acceptance.together import accept
from tenant_apps.orders.acceptance.wishes import Wish
from tenant_apps.orders.commands.order_input import OrderAnswer, PlaceOrder
from tenant_apps.orders.commands.place_short import is_fillable, try_short
from tenant_apps.trading.kernel.commands import acting_company


def place_each(ctx: Context, orders: Sequence[PlaceOrder]) -> list[OrderAnswer | Refusal]:
    """Place orders in their order, with an audit row for each; a refused one leaves nothing behind.

    Locks limits, then stock levels in key order, then the number series.
    """
    verdicts: list[OrderAnswer | Refusal | None] = [None] * len(orders)
    wishes: list[tuple[int, Wish]] = []
    for at, order in enumerate(orders):
        try:
            buyer_id = acting_company(ctx, "orders.place_order", order.buyer_id, field="buyer_id")
        except Refusal as refusal:
            verdicts[at] = refusal
        else:
            wishes.append((at, Wish(len(wishes), order, buyer_id, ctx.actor)))
    found = accept(ctx, [wish for _at, wish in wishes], is_audited=True) if wishes else []
    for (at, wish), one in zip(wishes, found, strict=True):
        is_short = isinstance(one, Refusal) and is_fillable(one, wish.data.lines)
        verdicts[at] = try_short(ctx, wish, one) if isinstance(one, Refusal) and is_short else one
    return [one for one in verdicts if one is not None]
