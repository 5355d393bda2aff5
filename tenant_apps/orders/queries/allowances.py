"""What invoices of orders are less by, as agreed after delivery. Not cut by actor: for apps above."""

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from django.db.models import F, Sum

from tenant_apps.orders.models import Order, OrderAllowance, OrderPart


@dataclass(frozen=True, slots=True)
class AllowanceFacts:
    """So much less of a line of an order, or of one of its parts."""

    order_line_id: UUID
    net_minor: int
    tax_minor: int
    number: str


def allowances_of(order_id: UUID, part_id: UUID | None) -> list[AllowanceFacts]:
    """What the invoice of an order, or of one of its parts, is less by, oldest first."""
    rows = OrderAllowance.objects.filter(order_id=order_id, part_id=part_id).order_by("at", "id")
    return [AllowanceFacts(*row) for row in rows.values_list("order_line_id", "net_minor", "tax_minor", "number")]


def lowered_of(order_ids: Collection[UUID]) -> dict[UUID, int]:
    """By how much orders come to less than was ordered, tax included; those that do not are left out."""
    rows = OrderAllowance.objects.filter(order_id__in=list(order_ids)).values_list("order_id")
    return dict(rows.annotate(sum=Sum(F("net_minor") + F("tax_minor"))).order_by())


def lowered_by_part(order_ids: Collection[UUID] | None = None) -> dict[tuple[UUID, UUID | None], tuple[int, int]]:
    """Net and tax, by order and part; of all orders, or of these."""
    rows = OrderAllowance.objects.all() if order_ids is None else OrderAllowance.objects.filter(order_id__in=order_ids)
    sums = rows.values_list("order_id", "part_id").annotate(net=Sum("net_minor"), tax=Sum("tax_minor")).order_by()
    return {(order, part): (net, tax) for order, part, net, tax in sums}


def lowered_by(source: str) -> dict[UUID, int]:
    """By how much orders came to less, tax included, by what it comes from."""
    rows = OrderAllowance.objects.filter(source=source).values_list("source_id")
    return dict(rows.annotate(sum=Sum(F("net_minor") + F("tax_minor"))).order_by())


def payable_minor(order_id: UUID) -> int:
    """What an order comes to with everything it became less by."""
    total = Order.objects.values_list("total_minor", flat=True).get(pk=order_id)
    return total - lowered_of([order_id]).get(order_id, 0)


def awaits_invoice(order_id: UUID, part_id: UUID | None) -> bool:
    """Whether an order, or one of its parts, is delivered and not invoiced."""
    if part_id is not None:
        return OrderPart.objects.filter(pk=part_id, order_id=order_id, state="delivered").exists()
    return Order.objects.filter(pk=order_id, state="delivered").exists()
