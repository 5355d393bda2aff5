"""Refunds as pages and the API show them, cut to what the actor may see."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext as _

from shared_apps.api.paging import cut
from shared_apps.foundation.actor import Actor
from shared_apps.foundation.money import Money
from tenant_apps.settlement import errors
from tenant_apps.settlement.models import Refund, RefundPart

PAGE = 40
VIEWS = {code: Q(state=code) for code in ("due", "sent", "paid", "withdrawn")}


@dataclass(frozen=True, slots=True)
class PartView:
    """So much of a credit note, or of a payment on account."""

    credit_note_id: UUID | None
    payment_id: UUID | None
    number: str
    amount: Money


@dataclass(frozen=True, slots=True)
class RefundView:
    id: UUID
    number: str
    seller_id: UUID
    seller: str
    buyer_id: UUID
    buyer: str
    amount: Money
    state: str
    why: str
    asked_by: str
    asked_at: datetime
    due_on: date
    ended_at: datetime | None
    failed_why: str
    payment_id: UUID | None
    payment_number: str
    parts: Sequence[PartView]

    def partner_of(self, company_id: UUID | None) -> str:
        return self.seller if company_id == self.buyer_id else self.buyer

    def shown_state(self, today: date) -> str:
        """Where it stands; one whose day is over is overdue."""
        return "overdue" if self.state == "due" and self.due_on < today else self.state


@dataclass(frozen=True, slots=True)
class Page:
    rows: Sequence[RefundView]
    next_cursor: str


def refund_rows(actor: Actor, filters: Mapping[str, Any]) -> QuerySet[Refund]:
    """Rows; `filters` are column values."""
    return Refund.objects.visible_to(actor).filter(**filters)


def refund_page(actor: Actor, filters: Mapping[str, str], cursor: str | None) -> Page:
    rows: QuerySet[Refund] = Refund.objects.visible_to(actor).filter(VIEWS.get(filters.get("view", ""), Q()))
    for word in filters.get("q", "").split():
        rows = rows.filter(
            Q(number__icontains=word) | Q(why__icontains=word)
            | Q(buyer__name__icontains=word) | Q(seller__name__icontains=word)
        )  # fmt: skip
    found = cut(rows, "refunds", cursor=cursor, limit=PAGE)
    views = refunds_by_id(row.pk for row in found.rows)
    return Page([views[row.pk] for row in found.rows], found.next_cursor)


def refund_counts(actor: Actor) -> dict[str, int]:
    counts = {code: Count("pk", filter=condition) for code, condition in VIEWS.items()}
    return Refund.objects.visible_to(actor).aggregate(all=Count("pk"), **counts)


def find_refund(actor: Actor, refund_id: UUID) -> RefundView:
    """One refund, if this actor may see it."""
    if not Refund.objects.visible_to(actor).filter(pk=refund_id).exists():
        raise errors.refund_unknown()
    return refunds_by_id([refund_id])[refund_id]


def refunds_by_id(ids: Iterable[UUID]) -> dict[UUID, RefundView]:
    """Refunds that were cut already, with their parts."""
    found = Refund.objects.filter(pk__in=list(ids)).select_related("seller", "buyer", "payment")
    rows = {row.pk: row for row in found}
    parts: dict[UUID, list[PartView]] = {}
    lines = RefundPart.objects.filter(refund_id__in=rows).select_related("credit_note", "payment").order_by("id")
    for one in lines:
        source = one.credit_note or one.payment
        told = PartView(
            one.credit_note_id, one.payment_id, source.number if source else "",
            Money(one.amount_minor, rows[one.refund_id].currency),
        )  # fmt: skip
        parts.setdefault(one.refund_id, []).append(told)
    return {pk: _view(row, parts.get(pk, ())) for pk, row in rows.items()}


def sources_of(refund_id: UUID) -> tuple[list[UUID], list[UUID]]:
    """Credit notes and payments that a refund is of. Not cut by actor."""
    rows = RefundPart.objects.filter(refund_id=refund_id).order_by("id").values_list("credit_note_id", "payment_id")
    return [note for note, _paid in rows if note], [paid for _note, paid in rows if paid]


def refunds_of_note(credit_note_id: UUID) -> list[RefundView]:
    """What of a credit note is paid back, or was to be. Not cut by actor: for notes cut already."""
    ids = RefundPart.objects.filter(credit_note_id=credit_note_id).values_list("refund_id", flat=True)
    return list(refunds_by_id(ids).values())


def _view(row: Refund, parts: Sequence[PartView]) -> RefundView:
    return RefundView(
        id=row.pk, number=row.number, seller_id=row.seller_id, seller=row.seller.name, buyer_id=row.buyer_id,
        buyer=row.buyer.name, amount=Money(row.amount_minor, row.currency), state=row.state,
        why=row.why or _what_for(parts), asked_by=row.asked_by, asked_at=row.asked_at, due_on=row.due_on,
        ended_at=row.ended_at,
        failed_why=row.failed_why, payment_id=row.payment_id,
        payment_number=row.payment.number if row.payment else "", parts=parts,
    )  # fmt: skip


def _what_for(parts: Sequence[PartView]) -> str:
    """What a refund is of where nobody said more: in the reader's language, so it is not stored."""
    note = next((one for one in parts if one.credit_note_id), None)
    return _("Credit note %(number)s") % {"number": note.number} if note else _("Asked for by the buyer")
