"""Payments as their pages list them, cut to what the actor may see."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from shared_apps.api.paging import cut
from shared_apps.foundation.actor import Actor
from shared_apps.foundation.money import Money
from shared_apps.ui.lists import order_of, wanted_date
from tenant_apps.parties.queries import names_of
from tenant_apps.payments.models import Payment, PaymentAttempt

PAGE = 40
# What a list may be sorted by; amounts by currency first, so that unlike ones are not compared.
SORTS = {"amount": ("currency", "amount_minor"), "paid": ("paid_at",)}


@dataclass(frozen=True, slots=True)
class PaymentRow:
    id: UUID
    number: str
    payer_id: UUID
    payer: str
    payee_id: UUID
    payee: str
    amount: Money
    method: str
    reference: str
    paid_at: datetime
    recorded_at: datetime
    recorded_by: str
    refund_id: UUID | None

    def partner_of(self, company_id: UUID | None) -> str:
        return self.payee if company_id == self.payer_id else self.payer


@dataclass(frozen=True, slots=True)
class Page:
    rows: Sequence[Any]
    next_cursor: str


def payments_of(actor: Actor, filters: Mapping[str, str]) -> QuerySet[Payment]:
    """Payments of one direction and search."""
    rows = Payment.objects.visible_to(actor)
    if actor.company_id and filters.get("view") in ("out", "in"):
        rows = rows.filter(**{"payer_id" if filters["view"] == "out" else "payee_id": actor.company_id})
    if (since := wanted_date(filters, "since")) is not None:
        rows = rows.filter(paid_at__date__gte=since)
    for word in filters.get("q", "").split():
        rows = rows.filter(
            Q(number__icontains=word)
            | Q(reference__icontains=word)
            | Q(payer__name__icontains=word)
            | Q(payee__name__icontains=word)
        )
    return rows


def payment_counts(actor: Actor) -> dict[str, int]:
    mine = actor.company_id
    return Payment.objects.visible_to(actor).aggregate(
        all=Count("pk"),
        out=Count("pk", filter=Q(payer_id=mine) if mine else Q()),
        **{"in": Count("pk", filter=Q(payee_id=mine) if mine else Q())},
    )


def payment_page(actor: Actor, filters: Mapping[str, str], cursor: str | None) -> Page:
    found = cut(
        payments_of(actor, filters).select_related("payer", "payee"),
        "payments",
        cursor=cursor,
        limit=PAGE,
        sort=order_of(filters, SORTS),
    )
    return Page([_row(row) for row in found.rows], found.next_cursor)


def payment_export(actor: Actor, filters: Mapping[str, str]) -> list[PaymentRow]:
    rows = payments_of(actor, filters).select_related("payer", "payee").order_by("-id")
    return [_row(row) for row in rows.iterator(chunk_size=1000)]


def payment_view(actor: Actor, payment_id: UUID) -> PaymentRow | None:
    row = Payment.objects.visible_to(actor).select_related("payer", "payee").filter(pk=payment_id).first()
    return _row(row) if row else None


def _row(row: Payment) -> PaymentRow:
    return PaymentRow(
        id=row.pk,
        number=row.number,
        payer_id=row.payer_id,
        payer=row.payer.name,
        payee_id=row.payee_id,
        payee=row.payee.name,
        amount=Money(row.amount_minor, row.currency),
        method=row.method,
        reference=row.reference,
        paid_at=row.paid_at,
        recorded_at=row.recorded_at,
        recorded_by=row.recorded_by,
        refund_id=row.refund_id,
    )


@dataclass(frozen=True, slots=True)
class AttemptRow:
    """A transfer on its way. `is_in`: it comes to the reader."""

    id: UUID
    payer: str
    payee: str
    amount: Money
    reference: str
    sent_at: datetime
    is_in: bool
    asks: int = 0
    next_ask_at: datetime | None = None


def attempts_on_their_way(actor: Actor) -> Sequence[AttemptRow]:
    """Transfers whose outcome nobody has said, the oldest first."""
    rows = list(PaymentAttempt.objects.visible_to(actor).filter(state="sent").order_by("sent_at", "id")[:PAGE])
    names = names_of({one for row in rows for one in (row.payer_id, row.payee_id)})
    return [
        AttemptRow(
            row.pk, names[row.payer_id], names[row.payee_id], Money(row.amount_minor, row.currency), row.reference,
            row.sent_at, actor.company_id in (None, row.payee_id), row.asks, row.next_ask_at,
        )
        for row in rows
    ]  # fmt: skip
