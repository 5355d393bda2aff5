"""Claims as pages and the API show them, cut to what the actor may see."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from shared_apps.api.paging import cut
from shared_apps.foundation.actor import Actor
from shared_apps.foundation.money import Money
from tenant_apps.claims import errors
from tenant_apps.claims.models import Claim, ClaimCredit, ClaimFile, ClaimLine, ClaimStep
from tenant_apps.claims.types import LIVE

PAGE = 40


@dataclass(frozen=True, slots=True)
class GoodsView:
    order_line_id: UUID
    description: str
    quantity: Decimal
    unit: str


@dataclass(frozen=True, slots=True)
class FileView:
    """A piece of evidence; a picture can be shown as one."""

    id: UUID
    title: str
    content_type: str

    @property
    def is_picture(self) -> bool:
        return self.content_type.startswith("image/")


@dataclass(frozen=True, slots=True)
class StepView:
    act: str
    side: str
    remedy: str
    amount: Money | None
    text: str
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class ClaimView:
    """A claim with its course. `amount` is on the table, `settled` is what it came to.

    `lowered` is what of that a later invoice is less by; the rest are credit notes. Without a shipment it is about all
    that had arrived.
    """

    id: UUID
    number: str
    order_id: UUID
    order_number: str
    buyer_id: UUID
    buyer: str
    seller_id: UUID
    seller: str
    kind: str
    state: str
    wish: str
    remedy: str
    value: Money
    amount: Money
    settled: Money
    lowered: Money
    payback: str
    shipment_id: UUID | None
    shipment_number: str
    replacement_id: UUID | None
    goods_back: bool
    opened_at: datetime
    answer_by: datetime
    ended_at: datetime | None
    goods: Sequence[GoodsView]
    steps: Sequence[StepView]
    files: Sequence[FileView]
    credits: Sequence[tuple[UUID, str]]

    def partner_of(self, company_id: UUID | None) -> str:
        return self.seller if company_id == self.buyer_id else self.buyer


@dataclass(frozen=True, slots=True)
class Page:
    rows: Sequence[ClaimView]
    next_cursor: str


VIEWS = {
    "live": Q(state__in=LIVE),
    "escalated": Q(state="escalated"),
    "settled": Q(state="settled"),
    "over": Q(state__in=("dismissed", "withdrawn", "closed")),
}


def claim_rows(actor: Actor, filters: Mapping[str, Any]) -> QuerySet[Claim]:
    """Rows; `filters` are column values."""
    return Claim.objects.visible_to(actor).filter(**filters)


def claim_page(actor: Actor, filters: Mapping[str, str], cursor: str | None) -> Page:
    rows: QuerySet[Claim] = Claim.objects.visible_to(actor).filter(VIEWS.get(filters.get("view", ""), Q()))
    for word in filters.get("q", "").split():
        rows = rows.filter(
            Q(number__icontains=word) | Q(order__number__icontains=word)
            | Q(buyer__name__icontains=word) | Q(seller__name__icontains=word)
        )  # fmt: skip
    found = cut(rows, "claims", cursor=cursor, limit=PAGE)
    views = claims_by_id(row.pk for row in found.rows)
    return Page([views[row.pk] for row in found.rows], found.next_cursor)


def claim_counts(actor: Actor) -> dict[str, int]:
    rows: QuerySet[Claim] = Claim.objects.visible_to(actor)
    counts = {code: Count("pk", filter=condition) for code, condition in VIEWS.items()}
    return rows.aggregate(all=Count("pk"), **counts)


def find_claim(actor: Actor, claim_id: UUID) -> ClaimView:
    """One claim, if this actor may see it."""
    if not Claim.objects.visible_to(actor).filter(pk=claim_id).exists():
        raise errors.unknown()
    return claims_by_id([claim_id])[claim_id]


def claims_by_id(ids: Iterable[UUID]) -> dict[UUID, ClaimView]:
    """Claims that were cut already, with goods, steps, files and credit notes."""
    rows = {
        row.pk: row
        for row in Claim.objects.filter(pk__in=list(ids)).select_related("order", "buyer", "seller", "shipment")
    }
    goods: dict[UUID, list[GoodsView]] = {}
    for line in (
        ClaimLine.objects.filter(claim_id__in=rows).select_related("order_line").order_by("order_line__line_no")
    ):
        told = GoodsView(line.order_line_id, line.order_line.description, line.quantity, line.order_line.unit)
        goods.setdefault(line.claim_id, []).append(told)
    steps: dict[UUID, list[StepView]] = {}
    for one in ClaimStep.objects.filter(claim_id__in=rows).order_by("id"):
        amount = Money(one.amount_minor, rows[one.claim_id].currency) if one.amount_minor else None
        told_step = StepView(one.act, one.side, one.remedy, amount, one.text, one.by, one.at)
        steps.setdefault(one.claim_id, []).append(told_step)
    files: dict[UUID, list[FileView]] = {}
    for file in ClaimFile.objects.filter(claim_id__in=rows).order_by("id"):
        files.setdefault(file.claim_id, []).append(FileView(file.document_id, file.title, file.content_type))
    credits: dict[UUID, list[tuple[UUID, str]]] = {}
    for note in ClaimCredit.objects.filter(claim_id__in=rows).select_related("credit_note").order_by("id"):
        credits.setdefault(note.claim_id, []).append((note.credit_note_id, note.credit_note.number))
    return {
        pk: _view(row, goods.get(pk, ()), steps.get(pk, ()), files.get(pk, ()), credits.get(pk, ()))
        for pk, row in rows.items()
    }


def _view(
    row: Claim, goods: Sequence[GoodsView], steps: Sequence[StepView], files: Sequence[FileView],
    credits: Sequence[tuple[UUID, str]],
) -> ClaimView:  # fmt: skip
    return ClaimView(
        id=row.pk, number=row.number, order_id=row.order_id, order_number=row.order.number, buyer_id=row.buyer_id,
        buyer=row.buyer.name, seller_id=row.seller_id, seller=row.seller.name, kind=row.kind, state=row.state,
        wish=row.wish, remedy=row.remedy, value=Money(row.value_minor, row.currency),
        amount=Money(row.amount_minor, row.currency), settled=Money(row.settled_minor, row.currency),
        lowered=Money(row.lowered_minor, row.currency), payback=row.payback, shipment_id=row.shipment_id,
        shipment_number=row.shipment.number if row.shipment else "",
        replacement_id=row.replacement_id, goods_back=row.goods_back, opened_at=row.opened_at,
        answer_by=row.answer_by, ended_at=row.ended_at, goods=goods, steps=steps, files=files, credits=credits,
    )  # fmt: skip
