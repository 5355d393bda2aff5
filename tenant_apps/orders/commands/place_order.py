"""Place an order against the seller's price lists: deal, stock hold and order in one transaction, or nothing.

The buyer's own reference protects against doubles for ever, the idempotency key only while it is kept.
"""

from collections.abc import Mapping
from decimal import Decimal
from uuid import UUID

from shared_apps.commands import Context, command
from shared_apps.foundation.refusals import Refusal
from tenant_apps.orders.acceptance.together import accept
from tenant_apps.orders.acceptance.wishes import Wish
from tenant_apps.orders.commands.order_input import OrderAnswer, PlaceOrder
from tenant_apps.orders.commands.place_each import place_each
from tenant_apps.orders.commands.place_short import is_fillable, place_short
from tenant_apps.trading.kernel.commands import acting_company


@command("orders.place_order", input=PlaceOrder, many=place_each)
def place_order(ctx: Context, data: PlaceOrder) -> OrderAnswer:
    """Order items at list price; the order is binding once answered.

    Locks limits, then stock levels in key order, then the number series. Refuses a price that is not the list price
    (unless the actor may agree prices), more than is free, more than a limit allows, and a reference the buyer has used
    with this seller before.
    """
    return place(ctx, data, acting_company(ctx, "orders.place_order", data.buyer_id, field="buyer_id"))


def place(
    ctx: Context,
    data: PlaceOrder,
    buyer_id: UUID,
    *,
    locked_prices: Mapping[UUID, Decimal] | None = None,
    principal: str = "",
    is_paid_before: bool = False,
    approved: bool = False,
) -> OrderAnswer:
    """Place an order for a buyer whose right to it is known. `locked_prices` by item were promised while it waited.

    Refuses what the buyer's policies want approved, unless it is `approved`. `principal` is whose limits count, when it
    is not the actor: who asked for an order that others approved. `is_paid_before`: the seller has its money, as it
    wants of some buyers.
    """
    wish = Wish(
        0, data, buyer_id, ctx.actor, locked_prices=dict(locked_prices or {}), principal=principal,
        is_paid_before=is_paid_before, approved=approved,
    )  # fmt: skip
    (found,) = accept(ctx, [wish], is_audited=False)
    if isinstance(found, Refusal) and is_fillable(found, data.lines):
        found = place_short(ctx, wish, found)
    if isinstance(found, Refusal):
        raise found
    facts = {"number": found.number, "lines": len(data.lines), "total": f"{found.total.amount} {found.total.currency}"}
    ctx.audit(target="orders.order", target_id=found.order_id, facts=facts)
    return found
