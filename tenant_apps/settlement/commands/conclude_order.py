"""Look whether an order that became less is settled by what was paid of it."""

from uuid import UUID

import msgspec

from shared_apps.commands import Context, command
from tenant_apps.invoicing.queries import billed
from tenant_apps.orders.queries import get_order
from tenant_apps.settlement.commands.cover import conclude
from tenant_apps.terms.commands import free_advances, rebase


class ConcludeOrder(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    order_id: UUID


class Concluded(msgspec.Struct, frozen=True, kw_only=True):
    state: str


@command("settlement.conclude_order", input=ConcludeOrder, system_only=True)
def conclude_order(ctx: Context, data: ConcludeOrder) -> Concluded:
    """Settle an order of which all is billed and paid; money kept for more than that is let go. Again is nothing."""
    order = get_order(data.order_id, lines=False)
    if order.state == "invoiced":
        rebase(ctx, order.id, billed(order.id))
        free_advances(ctx, order.id)
        conclude(ctx, order.id)
    state = get_order(data.order_id, lines=False).state
    ctx.audit(target="orders.order", target_id=order.id, facts={"number": order.number, "state": state})
    return Concluded(state=state)
