"""Join orders into one delivery, take it apart again, and note that it has left.

Only the delivery is joined: every order keeps its deal, its stock, its invoice. So nothing has to be undone when it is
taken apart, and sums cannot change.
"""

from collections.abc import Sequence
from uuid import UUID

import msgspec

from shared_apps.commands import Context, command
from shared_apps.foundation.faults import faultpoint
from shared_apps.foundation.ids import uuid7
from shared_apps.foundation.money import Money, MoneyIn
from tenant_apps.orders import errors
from tenant_apps.orders.decisions.merge import alone, misfits, saving_minor
from tenant_apps.orders.events import DeliveryJoined, DeliveryUndone
from tenant_apps.orders.models import JointDelivery, JointDeliveryOrder, Order
from tenant_apps.orders.queries.deliveries import candidates, parcel_minor
from tenant_apps.rulesets.commands import take_number

MOST = 100


class JoinOrders(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    order_ids: list[UUID]


class DeliveryAnswer(msgspec.Struct, frozen=True, kw_only=True):
    delivery_id: UUID
    number: str
    state: str
    orders: int
    net: MoneyIn
    tax: MoneyIn
    total: MoneyIn
    saved: MoneyIn


class UndoDelivery(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    delivery_id: UUID


@command("orders.join_orders", input=JoinOrders)
def join_orders(ctx: Context, data: JoinOrders) -> DeliveryAnswer:
    """Let two and more orders of one buyer leave together, as their seller.

    Locks the orders in key order, then the number series. Refuses orders that do not fit and names why, pair by pair.
    """
    wanted = sorted(set(data.order_ids))
    if not 2 <= len(wanted) <= MOST:
        raise errors.join_count(MOST)
    rows = Order.objects.select_for_update().visible_to(ctx.actor).filter(pk__in=wanted)
    if ctx.actor.company_id is not None:
        rows = rows.filter(seller_id=ctx.actor.company_id)
    orders = list(rows.order_by("pk"))
    if len(orders) != len(wanted):
        raise errors.order_unknown("order_ids")
    found = candidates(orders)
    for one in found:
        if reasons := alone(one):
            raise errors.cannot_leave_together(one.number, reasons)
    if pairs := misfits(found):
        raise errors.do_not_fit([(one.number, other.number, reasons) for one, other, reasons in pairs])
    head = orders[0]
    delivery = JointDelivery.objects.create(
        id=uuid7(), number=take_number("J", ctx.now), buyer_id=head.buyer_id, seller_id=head.seller_id,
        currency=head.currency, net_minor=sum(one.net_minor for one in orders),
        tax_minor=sum(one.tax_minor for one in orders),
        saved_minor=saving_minor(len(orders), parcel_minor(head.currency)), made_at=ctx.now,
    )  # fmt: skip
    JointDeliveryOrder.objects.bulk_create(
        JointDeliveryOrder(delivery_id=delivery.pk, order_id=one.pk) for one in orders
    )
    faultpoint("orders.after_join")
    ctx.emit(DeliveryJoined(delivery_id=delivery.pk, number=delivery.number, order_ids=tuple(wanted)))
    return _answer(ctx, delivery, len(orders))


@command("orders.undo_delivery", input=UndoDelivery)
def undo_delivery(ctx: Context, data: UndoDelivery) -> DeliveryAnswer:
    """Take a joint delivery apart while nothing of it has left. Locks the delivery."""
    delivery = JointDelivery.objects.select_for_update().visible_to(ctx.actor).filter(pk=data.delivery_id).first()
    if delivery is None or ctx.actor.company_id not in (None, delivery.seller_id):
        raise errors.delivery_unknown()
    if delivery.state != "open":
        raise errors.delivery_over(delivery.number)
    count = _end(ctx, delivery, "undone")
    ctx.emit(DeliveryUndone(delivery_id=delivery.pk, number=delivery.number))
    return _answer(ctx, delivery, count)


def release_delivery(ctx: Context, order_ids: Sequence[UUID]) -> None:
    """Note that the joint delivery of exactly these orders leaves; refused when it changed meanwhile."""
    delivery = (
        JointDelivery.objects.select_for_update()
        .filter(orders__order_id=order_ids[0], orders__left_at__isnull=True, state="open")
        .first()
    )
    members = JointDeliveryOrder.objects.filter(delivery=delivery, left_at__isnull=True)
    if delivery is None or set(members.values_list("order_id", flat=True)) != set(order_ids):
        raise errors.delivery_changed()
    delivery.state, delivery.ended_at = "released", ctx.now
    delivery.save(update_fields=["state", "ended_at"])


def leave_delivery(ctx: Context, order_id: UUID) -> None:
    """Take a cancelled order out of its joint delivery; with less than two orders left, there is none."""
    delivery = (
        JointDelivery.objects.select_for_update()
        .filter(orders__order_id=order_id, orders__left_at__isnull=True, state="open")
        .first()
    )
    if delivery is None:
        return
    JointDeliveryOrder.objects.filter(delivery=delivery, order_id=order_id).update(left_at=ctx.now)
    left = [row.order for row in delivery.orders.filter(left_at__isnull=True).select_related("order")]
    if len(left) < 2:
        _end(ctx, delivery, "undone")
        ctx.emit(DeliveryUndone(delivery_id=delivery.pk, number=delivery.number))
        return
    delivery.net_minor = sum(one.net_minor for one in left)
    delivery.tax_minor = sum(one.tax_minor for one in left)
    delivery.saved_minor = saving_minor(len(left), parcel_minor(delivery.currency))
    delivery.save(update_fields=["net_minor", "tax_minor", "saved_minor"])


def _end(ctx: Context, delivery: JointDelivery, state: str) -> int:
    count = JointDeliveryOrder.objects.filter(delivery=delivery, left_at__isnull=True).update(left_at=ctx.now)
    delivery.state, delivery.ended_at = state, ctx.now
    delivery.save(update_fields=["state", "ended_at"])
    return count


def _answer(ctx: Context, delivery: JointDelivery, count: int) -> DeliveryAnswer:
    ctx.audit(
        target="orders.joint_delivery", target_id=delivery.pk, facts={"number": delivery.number, "orders": count},
    )  # fmt: skip
    amounts = {"net": delivery.net_minor, "tax": delivery.tax_minor,
               "total": delivery.net_minor + delivery.tax_minor, "saved": delivery.saved_minor}  # fmt: skip
    money = {name: MoneyIn(**Money(minor, delivery.currency).as_json()) for name, minor in amounts.items()}
    return DeliveryAnswer(
        delivery_id=delivery.pk, number=delivery.number, state=delivery.state, orders=count, **money,
    )  # fmt: skip
