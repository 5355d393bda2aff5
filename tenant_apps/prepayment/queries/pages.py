"""Prepaid orders as pages and the API show them, cut to what the actor may see."""

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
from tenant_apps.prepayment import errors
from tenant_apps.prepayment.models import Earmark, Prepayment

PAGE = 40


@dataclass(frozen=True, slots=True)
class PrepaymentRow:
    id: UUID
    number: str
    buyer_id: UUID
    buyer: str
    seller_id: UUID
    seller: str
    state: str
    due: Money
    received: Money
    open: Money
    asked_at: datetime
    due_at: datetime
    ended_at: datetime | None
    reason: str
    order_id: UUID | None
    order_number: str
    saga_id: UUID | None

    @property
    def why(self) -> str:
        return reason_text(self.reason)

    def partner_of(self, company_id: UUID | None) -> str:
        return self.seller if company_id == self.buyer_id else self.buyer


@dataclass(frozen=True, slots=True)
class EarmarkRow:
    payment_id: UUID
    payment_number: str
    amount: Money
    state: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Page:
    rows: Sequence[PrepaymentRow]
    next_cursor: str


def prepayment_rows(actor: Actor, filters: Mapping[str, Any]) -> QuerySet[Prepayment]:
    """Rows; `filters` are column values."""
    return Prepayment.objects.visible_to(actor).filter(**filters)


def prepayment_page(actor: Actor, filters: Mapping[str, str], cursor: str | None) -> Page:
    rows = Prepayment.objects.visible_to(actor).select_related("buyer", "seller", "order")
    if filters.get("view"):
        rows = rows.filter(state=filters["view"])
    for word in filters.get("q", "").split():
        rows = rows.filter(Q(number__icontains=word) | Q(buyer__name__icontains=word) | Q(seller__name__icontains=word))
    found = cut(rows, "prepayments", cursor=cursor, limit=PAGE)
    return Page([_row(row) for row in found.rows], found.next_cursor)


def prepayment_counts(actor: Actor) -> dict[str, int]:
    found = dict(Prepayment.objects.visible_to(actor).values_list("state").annotate(times=Count("pk")).order_by())
    return found | {"all": sum(found.values())}


def find_prepayment(actor: Actor, prepayment_id: UUID) -> PrepaymentRow:
    """One prepaid order, if this actor may see it."""
    rows = Prepayment.objects.visible_to(actor).select_related("buyer", "seller", "order")
    row = rows.filter(pk=prepayment_id).first()
    if row is None:
        raise errors.unknown()
    return _row(row)


def earmarks_of(row: PrepaymentRow) -> list[EarmarkRow]:
    """What came for a prepaid order that was cut already."""
    rows = Earmark.objects.filter(prepayment_id=row.id).select_related("payment").order_by("id")
    return [
        EarmarkRow(one.payment_id, one.payment.number, Money(one.amount_minor, row.due.currency), one.state, one.at)
        for one in rows
    ]


def _row(row: Prepayment) -> PrepaymentRow:
    return PrepaymentRow(
        id=row.pk,
        number=row.number,
        buyer_id=row.buyer_id,
        buyer=row.buyer.name,
        seller_id=row.seller_id,
        seller=row.seller.name,
        state=row.state,
        due=Money(row.due_minor, row.currency),
        received=Money(row.received_minor, row.currency),
        open=Money(row.due_minor - row.received_minor, row.currency),
        asked_at=row.asked_at,
        due_at=row.due_at,
        ended_at=row.ended_at,
        reason=row.reason,
        order_id=row.order_id,
        order_number=row.order.number if row.order else "",
        saga_id=row.saga_id,
    )
