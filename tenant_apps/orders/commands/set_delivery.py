"""Say where and when an order is wanted, and what a late day costs. The buyer says it until the order leaves."""

from datetime import date
from uuid import UUID

import msgspec

from shared_apps.commands import Context, command
from shared_apps.foundation.money import BadMoney, MoneyIn
from tenant_apps.orders import errors
from tenant_apps.orders.models import JointDeliveryOrder, Order, OrderDelivery
from tenant_apps.parties.queries import list_sites


class SetDelivery(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What is left out is said no more. `site_id` is a delivery address of the buyer; `late_day` a penalty per day."""

    order_id: UUID
    site_id: UUID | None = None
    wanted_on: date | None = None
    terms_days: int | None = None
    late_day: MoneyIn | None = None


class DeliveryWish(msgspec.Struct, frozen=True, kw_only=True):
    order_id: UUID
    number: str
    site_id: UUID | None
    wanted_on: date | None


@command("orders.set_delivery", input=SetDelivery)
def set_delivery(ctx: Context, data: SetDelivery) -> DeliveryWish:
    """Set place, day and terms of an order's delivery, as its buyer.

    Locks the order. Refuses what has left, and orders that leave together with others: they agreed on one place.
    """
    order = Order.objects.select_for_update().visible_to(ctx.actor).filter(pk=data.order_id).first()
    if order is None or ctx.actor.company_id not in (None, order.buyer_id):
        raise errors.order_unknown("order_id")
    if order.state != "accepted":
        raise errors.wrong_state(order.number, order.state)
    if JointDeliveryOrder.objects.filter(order_id=order.pk, left_at__isnull=True).exists():
        raise errors.in_delivery(order.number)
    if data.terms_days is not None and not 0 <= data.terms_days <= 365:
        raise errors.bad_terms("terms_days")
    if data.site_id is not None and data.site_id not in _delivery_sites(ctx, order.buyer_id):
        raise errors.site_unknown()
    OrderDelivery.objects.update_or_create(
        order_id=order.pk,
        defaults={
            "site_id": data.site_id, "wanted_on": data.wanted_on, "terms_days": data.terms_days,
            "penalty_minor": _penalty(data.late_day, order.currency), "set_at": ctx.now,
        },
    )  # fmt: skip
    ctx.audit(
        target="orders.order", target_id=order.pk,
        facts={"number": order.number, "wanted_on": data.wanted_on.isoformat() if data.wanted_on else ""},
    )  # fmt: skip
    return DeliveryWish(
        order_id=order.pk, number=order.number, site_id=data.site_id, wanted_on=data.wanted_on,
    )  # fmt: skip


def _delivery_sites(ctx: Context, buyer_id: UUID) -> set[UUID]:
    return {site.id for site in list_sites(ctx.actor, buyer_id) if site.is_delivery}


def _penalty(amount: MoneyIn | None, currency: str) -> int:
    if amount is None:
        return 0
    try:
        money = amount.money()
    except BadMoney as error:
        raise errors.bad_terms("late_day") from error
    if money.currency != currency or money.minor < 0:
        raise errors.bad_terms("late_day")
    return money.minor
