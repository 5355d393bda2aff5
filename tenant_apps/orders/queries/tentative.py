"""Groups and held orders as pages and the API show them, cut to what the actor may see; and who pays first."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from shared_apps.api.paging import cut
from shared_apps.foundation.actor import Actor
from shared_apps.foundation.money import Money
from shared_apps.outbox.sagas.reasons import reason_text
from tenant_apps.orders import errors
from tenant_apps.orders.tentative.models import OrderGroup, PrepaidBuyer, TentativeOrder

PAGE = 40


@dataclass(frozen=True, slots=True)
class PartRow:
    """One held order of a group."""

    id: UUID
    number: str
    part: int
    seller_id: UUID
    seller: str
    lines: int
    total: Money
    state: str
    order_id: UUID | None
    order_number: str


@dataclass(frozen=True, slots=True)
class GroupRow:
    id: UUID
    number: str
    buyer_id: UUID
    buyer: str
    state: str
    asked_at: datetime
    ended_at: datetime | None
    reason: str
    sellers: int
    saga_id: UUID | None

    @property
    def why(self) -> str:
        return reason_text(self.reason)


@dataclass(frozen=True, slots=True)
class GroupPage:
    rows: Sequence[GroupRow]
    next_cursor: str


def group_rows(actor: Actor, filters: Mapping[str, Any]) -> QuerySet[Any]:
    """Groups; `filters` are column values."""
    return OrderGroup.objects.visible_to(actor).filter(**filters)


def group_page(actor: Actor, filters: Mapping[str, str], cursor: str | None) -> GroupPage:
    rows = OrderGroup.objects.visible_to(actor).select_related("buyer").annotate(sellers=Count("parts"))
    if filters.get("view"):
        rows = rows.filter(state=filters["view"])
    for word in filters.get("q", "").split():
        rows = rows.filter(Q(number__icontains=word) | Q(buyer__name__icontains=word))
    found = cut(rows, "order-groups", cursor=cursor, limit=PAGE)
    return GroupPage([_group(row) for row in found.rows], found.next_cursor)


def group_counts(actor: Actor) -> dict[str, int]:
    found = dict(OrderGroup.objects.visible_to(actor).values_list("state").annotate(times=Count("pk")).order_by())
    return found | {"all": sum(found.values())}


def find_group(actor: Actor, group_id: UUID) -> GroupRow:
    """One group, if this actor may see it."""
    rows = OrderGroup.objects.visible_to(actor).select_related("buyer").annotate(sellers=Count("parts"))
    row = rows.filter(pk=group_id).first()
    if row is None:
        raise errors.tentative_unknown()
    return _group(row)


def parts_of(group_id: UUID) -> list[PartRow]:
    """The parts of a group that was cut already."""
    rows = TentativeOrder.objects.filter(group_id=group_id).select_related("seller", "order").order_by("part")
    return [
        PartRow(
            row.pk, row.number, row.part, row.seller_id, row.seller.name, len(row.request["lines"]),
            Money(row.total_minor, row.currency), row.state, row.order_id, row.order.number if row.order else "",
        )
        for row in rows
    ]  # fmt: skip


def tentative_rows(actor: Actor, filters: Mapping[str, Any]) -> QuerySet[Any]:
    """Held orders; `filters` are column values."""
    return TentativeOrder.objects.visible_to(actor).filter(**filters)


def sellers_paid_first(buyer_id: UUID) -> list[UUID]:
    """Sellers that deliver to this buyer once it has paid."""
    return list(PrepaidBuyer.objects.filter(buyer_id=buyer_id).values_list("seller_id", flat=True))


def buyers_who_prepay(seller_id: UUID) -> dict[UUID, datetime]:
    """Buyers whom this seller delivers to once they have paid, and since when."""
    return dict(PrepaidBuyer.objects.filter(seller_id=seller_id).order_by("-since").values_list("buyer_id", "since"))


def _group(row: Any) -> GroupRow:
    return GroupRow(
        row.pk, row.number, row.buyer_id, row.buyer.name, row.state, row.asked_at, row.ended_at, row.reason,
        row.sellers, row.saga_id,
    )  # fmt: skip
