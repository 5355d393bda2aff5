"""Move an order to its next state, inside the transaction of the step that moves it.

The order is locked first and then updated under a condition: two steps racing for the same order cannot both succeed,
and a division that commits meanwhile is seen. An order in parts moves with them (`parts.py`): by itself it is refused,
except to its end.
"""

from uuid import UUID

from django.db.models import Exists, F, OuterRef

from shared_apps.commands.context import Context
from tenant_apps.orders import errors
from tenant_apps.orders.commands.parts import advance_part, fulfil, ship_part
from tenant_apps.orders.decisions.states import NEXT
from tenant_apps.orders.models import Order, OrderLine, OrderPart

# Parts that stand in the way of a move of the whole order.
PARTS = OrderPart.objects.filter(order_id=OuterRef("pk")).exclude(state="cancelled")
# From here on the invoice is in the books instead, or nothing.
ENDS_COMMITMENT = frozenset({"invoiced", "cancelled"})
BLOCKING = {"cancelled": PARTS.exclude(state__in=["waiting", "accepted"]), "settled": PARTS.exclude(state="invoiced")}


def advance_order(ctx: Context, order_id: UUID, wanted: str, part_id: UUID | None = None) -> None:
    """Set the order's state, or that of one of its parts; refused when no way leads there from where it stands."""
    if part_id is not None:
        return advance_part(ctx, order_id, part_id, wanted)
    order = Order.objects.select_for_update().filter(pk=order_id).only("number", "state").first()
    if order is None:
        raise errors.order_unknown()
    sources = [state for state, ways in NEXT.items() if wanted in ways]
    rows = Order.objects.filter(pk=order_id, state__in=sources).exclude(Exists(BLOCKING.get(wanted, PARTS)))
    if rows.update(state=wanted):
        if wanted in ENDS_COMMITMENT:
            fulfil(ctx, order_id)
        return None
    if order.state in sources and wanted != "cancelled":
        raise errors.divided(order.number)
    raise errors.wrong_state(order.number, order.state)


def mark_shipped(ctx: Context, order_id: UUID, part_id: UUID | None = None) -> None:
    """The whole order, or one part of it, has left: state and every line's shipped quantity."""
    if part_id is not None:
        return ship_part(ctx, order_id, part_id)
    advance_order(ctx, order_id, "shipped")
    OrderLine.objects.filter(order_id=order_id).update(shipped=F("quantity"))
    return None
