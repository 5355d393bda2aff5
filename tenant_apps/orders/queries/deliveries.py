"""Orders as joint deliveries see them: what fits, what is open, what leaves together."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet

from shared_apps.foundation.actor import Actor
from shared_apps.foundation.money import Money
from shared_apps.foundation.quantity import plain
from tenant_apps.orders.decisions.merge import Candidate, saving_minor, suggest
from tenant_apps.orders.models import (
    JointDelivery,
    JointDeliveryOrder,
    Order,
    OrderDelivery,
    OrderLine,
    OrderPart,
)
from tenant_apps.rulesets.queries import effective

# Suggestions look at so many of the newest accepted orders.
LOOKED_AT = 2000


@dataclass(frozen=True, slots=True)
class Suggestion:
    """Orders that can leave together, and what that saves."""

    orders: tuple[Order, ...]
    site: str
    net: Money
    total: Money
    saved: Money


def candidates(orders: Sequence[Order]) -> list[Candidate]:
    """What makes a delivery, of each of these orders."""
    ids = [order.pk for order in orders]
    wishes = {row.order_id: row for row in OrderDelivery.objects.filter(order_id__in=ids)}
    divided = set(
        OrderPart.objects.filter(order_id__in=ids).exclude(state="cancelled").values_list("order_id", flat=True)
    )
    taken = dict(
        JointDeliveryOrder.objects.filter(order_id__in=ids, left_at__isnull=True).values_list("order_id", "delivery_id")
    )
    rates: dict[UUID, set[Decimal]] = {}
    for order_id, rate in OrderLine.objects.filter(order_id__in=ids).values_list("order_id", "tax_rate").distinct():
        rates.setdefault(order_id, set()).add(rate)
    found = []
    for order in orders:
        wish = wishes.get(order.pk)
        found.append(
            Candidate(
                id=order.pk, number=order.number, buyer=order.buyer_id, seller=order.seller_id,
                currency=order.currency, site=wish.site_id if wish else None,
                terms_days=wish.terms_days if wish else None,
                tax_treatment="+".join(plain(rate) for rate in sorted(rates.get(order.pk, ()))), state=order.state,
                divided=order.pk in divided, delivery=taken.get(order.pk),
            )
        )  # fmt: skip
    return found


def suggestions(actor: Actor) -> list[Suggestion]:
    """Groups of accepted orders of the actor's company, as seller, that fit; of all sellers for the marketplace."""
    rows: QuerySet[Order] = Order.objects.visible_to(actor).filter(state="accepted")
    if actor.company_id is not None:
        rows = rows.filter(seller_id=actor.company_id)
    free = rows.exclude(Exists(OrderPart.objects.filter(order_id=OuterRef("pk")).exclude(state="cancelled"))).exclude(
        Exists(JointDeliveryOrder.objects.filter(order_id=OuterRef("pk"), left_at__isnull=True))
    )
    orders = {row.pk: row for row in free.select_related("buyer", "seller").order_by("-id")[:LOOKED_AT]}
    wishes = OrderDelivery.objects.filter(order_id__in=orders).select_related("site")
    sites = {row.order_id: row.site.name for row in wishes if row.site is not None}
    found = []
    for group in suggest(candidates(list(orders.values()))):
        members = tuple(orders[one.id] for one in group)
        currency = members[0].currency
        found.append(
            Suggestion(
                orders=members,
                site=sites.get(members[0].pk, ""),
                net=Money(sum(one.net_minor for one in members), currency),
                total=Money(sum(one.total_minor for one in members), currency),
                saved=Money(saving_minor(len(members), parcel_minor(currency)), currency),
            )
        )
    return found


def parcel_minor(currency: str) -> int:
    """What a shipment costs by the rules."""
    return Money.of_product(Decimal(str(effective("orders.split_parcel").value)), Decimal(1), currency).minor


def leaving_together(order_id: UUID) -> list[UUID]:
    """All orders of the open joint delivery an order is part of, itself among them; empty when it is part of none."""
    here = JointDeliveryOrder.objects.filter(order_id=order_id, left_at__isnull=True, delivery__state="open")
    mates = JointDeliveryOrder.objects.filter(delivery_id__in=here.values("delivery_id"), left_at__isnull=True)
    return list(mates.order_by("order_id").values_list("order_id", flat=True))


def delivery_of(order_id: UUID) -> JointDelivery | None:
    """The joint delivery an order leaves, or left, with."""
    return JointDelivery.objects.filter(orders__order_id=order_id, orders__left_at__isnull=True).first()


def deliveries(actor: Actor) -> QuerySet[JointDelivery]:
    return JointDelivery.objects.visible_to(actor).select_related("buyer", "seller")


def orders_of(delivery_ids: Iterable[UUID]) -> dict[UUID, list[Order]]:
    """The orders of deliveries that were cut already, by delivery."""
    found: dict[UUID, list[Order]] = {}
    rows = JointDeliveryOrder.objects.filter(delivery_id__in=list(delivery_ids)).select_related("order", "delivery")
    for row in rows.order_by("order__number"):
        if row.left_at is None or row.delivery.state == "undone":
            found.setdefault(row.delivery_id, []).append(row.order)
    return found
