"""Invoices as their pages list them, cut to what the actor may see. Paid, due, overdue are derived, never stored."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, F, Q, QuerySet, Sum

from shared_apps.api.paging import cut
from shared_apps.foundation.actor import Actor
from shared_apps.foundation.money import Money
from shared_apps.ui.lists import order_of, wanted_date
from tenant_apps.invoicing.models import Invoice

PAGE = 40
# What a list may be sorted by; amounts by currency first, so that unlike ones are not compared.
SORTS = {"total": ("currency", "total_minor"), "due": ("due_date",)}
OPEN = Q(kind="invoice", paid_minor__lt=F("total_minor"))


@dataclass(frozen=True, slots=True)
class InvoiceRow:
    id: UUID
    number: str
    kind: str
    state: str
    order_id: UUID | None
    order_number: str
    buyer_id: UUID
    buyer: str
    seller_id: UUID
    seller: str
    net: Money
    total: Money
    paid: Money
    issued_at: datetime
    due_date: date

    @property
    def open(self) -> Money:
        return self.total - self.paid

    def partner_of(self, company_id: UUID | None) -> str:
        return self.seller if company_id == self.buyer_id else self.buyer


@dataclass(frozen=True, slots=True)
class Page:
    rows: Sequence[Any]
    next_cursor: str


def state_of(kind: str, total_minor: int, paid_minor: int, due_date: date, today: date) -> str:
    """`paid part_paid due overdue` of an invoice, `open used` of a credit note."""
    if kind == "credit_note":
        return "used" if paid_minor >= total_minor else "open"
    if paid_minor >= total_minor:
        return "paid"
    if due_date < today:
        return "overdue"
    return "part_paid" if paid_minor else "due"


def invoices_of(actor: Actor, filters: Mapping[str, str], today: date) -> QuerySet[Invoice]:
    """Invoices of one view, side and search."""
    rows = Invoice.objects.visible_to(actor)
    view = filters.get("view", "")
    if view == "open":
        rows = rows.filter(OPEN)
    elif view == "overdue":
        rows = rows.filter(OPEN, due_date__lt=today)
    elif view == "paid":
        rows = rows.filter(kind="invoice", paid_minor=F("total_minor"))
    elif view == "credit_notes":
        rows = rows.filter(kind="credit_note")
    if actor.company_id and filters.get("side") in ("buy", "sell"):
        rows = rows.filter(**{"buyer_id" if filters["side"] == "buy" else "seller_id": actor.company_id})
    if (since := wanted_date(filters, "since")) is not None:
        rows = rows.filter(issued_at__date__gte=since)
    for word in filters.get("q", "").split():
        rows = rows.filter(
            Q(number__icontains=word)
            | Q(order__number__icontains=word)
            | Q(buyer__name__icontains=word)
            | Q(seller__name__icontains=word)
        )
    return rows


def invoice_counts(actor: Actor, today: date) -> dict[str, int]:
    return Invoice.objects.visible_to(actor).aggregate(
        all=Count("pk"),
        open=Count("pk", filter=OPEN),
        overdue=Count("pk", filter=OPEN & Q(due_date__lt=today)),
        paid=Count("pk", filter=Q(kind="invoice", paid_minor=F("total_minor"))),
        credit_notes=Count("pk", filter=Q(kind="credit_note")),
    )


def invoice_page(actor: Actor, filters: Mapping[str, str], today: date, cursor: str | None) -> Page:
    rows = invoices_of(actor, filters, today).select_related("buyer", "seller", "order")
    found = cut(rows, "invoices", cursor=cursor, limit=PAGE, sort=order_of(filters, SORTS))
    return Page([_row(row, today) for row in found.rows], found.next_cursor)


def invoice_export(actor: Actor, filters: Mapping[str, str], today: date) -> list[InvoiceRow]:
    rows = invoices_of(actor, filters, today).select_related("buyer", "seller", "order").order_by("-id")
    return [_row(row, today) for row in rows.iterator(chunk_size=1000)]


def to_pay(actor: Actor, today: date, limit: int) -> tuple[int, list[InvoiceRow]]:
    """Open invoices this company owes, first due first, and how many there are."""
    rows = invoices_of(actor, {"view": "open", "side": "buy"}, today)
    found = rows.select_related("buyer", "seller", "order").order_by("due_date", "id")[:limit]
    return rows.count(), [_row(row, today) for row in found]


def owed(actor: Actor, side: str) -> list[Money]:
    """What is open on one side, per currency."""
    rows = Invoice.objects.visible_to(actor).filter(OPEN)
    if actor.company_id:
        rows = rows.filter(**{"buyer_id" if side == "buy" else "seller_id": actor.company_id})
    sums = rows.values("currency").annotate(open=Sum(F("total_minor") - F("paid_minor"))).order_by("-open")
    return [Money(int(one["open"]), one["currency"]) for one in sums]


def _row(row: Invoice, today: date) -> InvoiceRow:
    return InvoiceRow(
        id=row.pk,
        number=row.number,
        kind=row.kind,
        state=state_of(row.kind, row.total_minor, row.paid_minor, row.due_date, today),
        order_id=row.order_id,
        order_number=row.order.number if row.order else "",
        buyer_id=row.buyer_id,
        buyer=row.buyer.name,
        seller_id=row.seller_id,
        seller=row.seller.name,
        net=Money(row.net_minor, row.currency),
        total=Money(row.total_minor, row.currency),
        paid=Money(row.paid_minor, row.currency),
        issued_at=row.issued_at,
        due_date=row.due_date,
    )
