"""Open orders of a company that a missing paper concerns. Uncut: for the exceptions of that company."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Exists, OuterRef, Q

from tenant_apps.orders.models import Order, OrderLine

OPEN = ("accepted", "shipped")
# So far back an order is looked for: older ones that are open still have exceptions of their own.
NEWEST = 500


@dataclass(frozen=True, slots=True)
class Concerns:
    """Goods of these categories, bought or sold (`side`), of one supplier or of all."""

    side: str
    categories: frozenset[UUID]
    supplier_id: UUID | None


def orders_concerned(company_id: UUID, needs: Sequence[Concerns]) -> list[str]:
    """Numbers of the open ones among the newest orders of the company, newest first."""
    found: dict[UUID, str] = {}
    for need in needs:
        mine = Q(buyer_id=company_id) if need.side == "buyer" else Q(seller_id=company_id)
        newest = Order.objects.filter(mine).order_by("-id").values("pk")[:NEWEST]
        lines = OrderLine.objects.filter(order_id=OuterRef("pk"), item__category_id__in=need.categories)
        rows = Order.objects.filter(Exists(lines), pk__in=newest, state__in=OPEN)
        if need.supplier_id is not None:
            rows = rows.filter(seller_id=need.supplier_id)
        found |= dict(rows.values_list("pk", "number"))
    return [found[pk] for pk in sorted(found, reverse=True)]
