"""Give stock that has come in to the orders that wait for it, by their priority.

Exactly once: what is free is read under the locks of the stock levels, what is given is held in the same transaction,
and what waits is read under the locks of the orders. Asked again, it finds nothing free, or nobody waiting.
"""

from collections import defaultdict
from collections.abc import Sequence
from decimal import Decimal
from uuid import UUID

import msgspec
from django.db.models import Max

from shared_apps.commands import Context, command
from shared_apps.foundation.faults import faultpoint
from shared_apps.foundation.ids import uuid7
from tenant_apps.catalogue.queries import get_items
from tenant_apps.inventory.commands import lock_free
from tenant_apps.inventory.queries import FreeStock
from tenant_apps.orders import errors
from tenant_apps.orders.commands.parts import hold_part
from tenant_apps.orders.decisions.apportion import apportion
from tenant_apps.orders.decisions.priority import share_out
from tenant_apps.orders.events import OrderDivided
from tenant_apps.orders.models import Order, OrderPart, OrderPartLine
from tenant_apps.orders.queries.waiting import Waiter, queue_of


class ServeWaiting(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    item_id: UUID


class Served(msgspec.Struct, frozen=True, kw_only=True):
    """How many orders got something of the item."""

    item_id: UUID
    orders: int


@command("orders.serve_waiting", input=ServeWaiting)
def serve_waiting(ctx: Context, data: ServeWaiting) -> Served:
    """Serve the queue of an item from what is free, strictly by priority; the last one served may get a part.

    Locks the waiting orders in key order, then stock levels. Asking again changes nothing.
    """
    item = get_items([data.item_id]).get(data.item_id)
    if item is None or ctx.actor.company_id not in (None, item.supplier_id):
        raise errors.item_unknown("item_id", str(data.item_id))
    waiting = OrderPartLine.objects.filter(part__state="waiting", order_line__item_id=item.id)
    ids = sorted(set(waiting.values_list("part__order_id", flat=True)))
    orders = {row.pk: row for row in Order.objects.select_for_update().filter(pk__in=ids).order_by("pk")}
    served: set[UUID] = set()
    if orders:
        queue = [one for one in queue_of([item.id], ctx.now).get(item.id, []) if one.order.pk in orders]
        free = [row for row in lock_free(ctx, item.id) if row.free > 0]
        served = _serve(ctx, queue, free)
        faultpoint("orders.after_serving")
    for pk in sorted(served):
        ctx.emit(OrderDivided(order_id=pk, number=orders[pk].number, parts=_live(pk)))
    ctx.audit(target="catalogue.item", target_id=item.id, facts={"sku": item.sku, "orders": len(served)})
    return Served(item_id=item.id, orders=len(served))


def _serve(ctx: Context, queue: Sequence[Waiter], free: Sequence[FreeStock]) -> set[UUID]:
    by_key = {one.waiting.key: one for one in queue}
    left = {row.warehouse_id: row.free for row in free}
    served: set[UUID] = set()
    for waiting, quantity in share_out([one.waiting for one in queue], sum(left.values(), Decimal(0))):
        waiter = by_key[waiting.key]
        taken: dict[UUID, Decimal] = defaultdict(Decimal)
        for place in sorted(left, key=lambda key: (-left[key], key)):
            part = min(left[place], quantity - sum(taken.values(), Decimal(0)))
            if part > 0:
                taken[place] += part
                left[place] -= part
        for place, amount in taken.items():
            _give(ctx, waiter.row, place, amount)
        served.add(waiter.order.pk)
    return served


def _give(ctx: Context, row: OrderPartLine, warehouse_id: UUID, quantity: Decimal) -> None:
    """Move a quantity of a waiting line into a part that can leave: one made now from there, or a new one."""
    row.refresh_from_db()
    net, tax = _shares(row, quantity)
    home = OrderPart.objects.filter(
        order_id=row.part.order_id, state="accepted", warehouse_id=warehouse_id, created_at=ctx.now
    ).first() or _open(ctx, row.part.order_id, warehouse_id)
    OrderPartLine.objects.create(
        id=uuid7(), part_id=home.pk, order_line_id=row.order_line_id, quantity=quantity, net_minor=net, tax_minor=tax,
    )  # fmt: skip
    home.net_minor, home.tax_minor = home.net_minor + net, home.tax_minor + tax
    home.save(update_fields=["net_minor", "tax_minor"])
    hold_part(ctx, home, [(row.order_line.item_id, quantity)])
    _take(row, quantity, net, tax)


def _shares(row: OrderPartLine, quantity: Decimal) -> tuple[int, int]:
    rest = row.quantity - quantity
    if rest == 0:
        return row.net_minor, row.tax_minor
    return apportion(row.net_minor, [quantity, rest])[0], apportion(row.tax_minor, [quantity, rest])[0]


def _take(row: OrderPartLine, quantity: Decimal, net: int, tax: int) -> None:
    part = OrderPart.objects.get(pk=row.part_id)
    part.net_minor, part.tax_minor = part.net_minor - net, part.tax_minor - tax
    if row.quantity == quantity:
        row.delete()
        if not OrderPartLine.objects.filter(part_id=part.pk).exists():
            part.state = "cancelled"
    else:
        row.quantity, row.net_minor, row.tax_minor = row.quantity - quantity, row.net_minor - net, row.tax_minor - tax
        row.save(update_fields=["quantity", "net_minor", "tax_minor"])
    part.save(update_fields=["net_minor", "tax_minor", "state"])


def _open(ctx: Context, order_id: UUID, warehouse_id: UUID) -> OrderPart:
    last = OrderPart.objects.filter(order_id=order_id).aggregate(most=Max("part_no"))["most"] or 0
    return OrderPart.objects.create(
        id=uuid7(), order_id=order_id, part_no=last + 1, warehouse_id=warehouse_id, net_minor=0, tax_minor=0,
        reasons=[{"code": "served"}], created_at=ctx.now,
    )  # fmt: skip


def _live(order_id: UUID) -> int:
    return OrderPart.objects.filter(order_id=order_id).exclude(state="cancelled").count()
