"""Move an order to its next state, inside the transaction of the step that moves it.

One conditional update and no read: two steps racing for the same order cannot both succeed.
"""

from uuid import UUID

from django.db.models import F

from shared_apps.commands.context import Context
from tenant_apps.ledger.commands import fulfil_order
from tenant_apps.orders import errors
from tenant_apps.orders.decisions.states import NEXT
from tenant_apps.orders.models import Order, OrderLine

# From here on the invoice is in the books instead, or nothing.
ENDS_COMMITMENT = frozenset({"invoiced", "cancelled"})


def advance_order(ctx: Context, order_id: UUID, wanted: str) -> None:
    """Set the order's state; refused when no way leads there from where it stands."""
    sources = [state for state, ways in NEXT.items() if wanted in ways]
    if Order.objects.filter(pk=order_id, state__in=sources).update(state=wanted):
        if wanted in ENDS_COMMITMENT:
            _fulfil(ctx, order_id)
        return
    order = Order.objects.filter(pk=order_id).only("number", "state").first()
    if order is None:
        raise errors.order_unknown()
    raise errors.wrong_state(order.number, order.state)


def _fulfil(ctx: Context, order_id: UUID) -> None:
    fields = ("number", "buyer_id", "seller_id", "currency", "total_minor")
    found = Order.objects.filter(pk=order_id).values_list(*fields).get()
    fulfil_order(ctx, order_id, *found)


def mark_shipped(ctx: Context, order_id: UUID) -> None:
    """The whole order has left: state and every line's shipped quantity."""
    advance_order(ctx, order_id, "shipped")
    OrderLine.objects.filter(order_id=order_id).update(shipped=F("quantity"))
