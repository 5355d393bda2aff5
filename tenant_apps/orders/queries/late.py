"""Where orders are to go and until when, and what was ordered, of many at once and uncut, for apps above."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from shared_apps.foundation.money import Money
from tenant_apps.orders.models import OrderDelivery, OrderLine

# What has not arrived.
UNDER_WAY = ("accepted", "shipped")


@dataclass(frozen=True, slots=True)
class LateOrder:
    order_id: UUID
    number: str
    buyer_id: UUID
    seller_id: UUID
    currency: str
    total_minor: int
    wanted_on: date
    penalty_minor: int

    def penalty(self, days: int) -> Money:
        """What so many late days cost the seller."""
        return Money(self.penalty_minor * days, self.currency)


def late_orders(order_ids: Collection[UUID], day: date) -> Sequence[LateOrder]:
    """Those of these orders that were wanted before this day and have not arrived."""
    rows = OrderDelivery.objects.filter(order_id__in=list(order_ids), wanted_on__lt=day, order__state__in=UNDER_WAY)
    return [
        LateOrder(
            row.order_id, row.order.number, row.order.buyer_id, row.order.seller_id, row.order.currency,
            row.order.total_minor, row.wanted_on, row.penalty_minor,
        )
        for row in rows.select_related("order")
        if row.wanted_on is not None
    ]  # fmt: skip


def places_of(order_ids: Collection[UUID]) -> Mapping[UUID, UUID]:
    """The place that was chosen for each order, where one was."""
    rows = OrderDelivery.objects.filter(order_id__in=list(order_ids), site__isnull=False)
    return {order_id: site_id for order_id, site_id in rows.values_list("order_id", "site_id") if site_id is not None}


def lines_of(order_ids: Collection[UUID]) -> Sequence[tuple[UUID, UUID, Decimal, Decimal, int]]:
    """Of every line: order, line, quantity, price and net amount."""
    rows = OrderLine.objects.filter(order_id__in=list(order_ids)).order_by("order_id", "line_no")
    return list(rows.values_list("order_id", "id", "quantity", "unit_price", "net_minor"))
