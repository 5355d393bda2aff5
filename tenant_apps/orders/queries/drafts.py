"""Drafts of orders for pages and the API, cut to what the actor may see."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import Any
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from shared_apps.api.paging import cut
from shared_apps.foundation.actor import Actor
from shared_apps.foundation.money import BadMoney, Money
from shared_apps.foundation.quantity import BadQuantity, QuantityIn
from tenant_apps.approvals.types import ShownRow
from tenant_apps.catalogue.queries import list_of_supplier
from tenant_apps.orders import errors
from tenant_apps.orders.models import OrderDraft as OrderDraft
from tenant_apps.orders.queries.bought import last_prices

PAGE = 40


@dataclass(frozen=True, slots=True)
class DraftRow:
    """A draft in a list."""

    id: UUID
    number: str
    state: str
    seller: str
    lines: int
    total: Money | None
    made_by: str
    changed_at: datetime
    has_problem: bool


@dataclass(frozen=True, slots=True)
class Page:
    rows: Sequence[DraftRow]
    next_cursor: str


def draft_rows(actor: Actor, filters: Mapping[str, Any]) -> QuerySet[OrderDraft]:
    """Drafts; `filters` are column values."""
    return OrderDraft.objects.visible_to(actor).filter(**filters)


def find_draft(actor: Actor, draft_id: UUID) -> OrderDraft:
    """The draft with its seller and its order; the refusal does not tell whether it exists."""
    rows = OrderDraft.objects.visible_to(actor).select_related("buyer", "seller", "order")
    row = rows.filter(pk=draft_id).first()
    if row is None:
        raise errors.draft_unknown()
    return row


def draft_page(actor: Actor, filters: Mapping[str, str], cursor: str | None) -> Page:
    """Drafts by state, newest first."""
    rows = OrderDraft.objects.visible_to(actor).select_related("seller")
    view = filters.get("view", "")
    if view == "mine":
        rows = rows.filter(authors__contains=[actor.user_id]) if actor.user_id else rows.none()
    elif view:
        rows = rows.filter(state=view)
    for word in filters.get("q", "").split():
        rows = rows.filter(
            Q(number__icontains=word) | Q(seller__name__icontains=word) | Q(client_reference__icontains=word)
        )
    found = cut(rows, "order-drafts", cursor=cursor, limit=PAGE)
    return Page([_row(row) for row in found.rows], found.next_cursor)


def draft_counts(actor: Actor) -> dict[str, int]:
    """How many stand in each state."""
    rows = OrderDraft.objects.visible_to(actor).values_list("state")
    return dict(rows.annotate(times=Count("id")).order_by("state"))


def rows_of(draft: OrderDraft) -> list[ShownRow]:
    """The lines of a draft that are complete, at their promised prices."""
    if draft.seller_id is None:
        return []
    items = {one.sku: one for one in list_of_supplier(draft.seller_id, skus=[line["sku"] for line in draft.lines])}
    before = last_prices(draft.buyer_id, draft.currency, [one.id for one in items.values()])
    found = []
    for line in draft.lines:
        item = items.get(line["sku"])
        price = Decimal(draft.locked[str(item.id)]) if item is not None and str(item.id) in draft.locked else None
        if item is None or price is None:
            continue
        try:
            quantity = QuantityIn(line["quantity"], line["unit"]).quantity().to(item.unit).value
            net = Money.of_product(price, quantity, draft.currency).minor
        except (BadQuantity, BadMoney, InvalidOperation):
            continue
        found.append(ShownRow(item.name, quantity, item.unit, price, draft.currency, net, before.get(item.id)))
    return found


def _row(row: OrderDraft) -> DraftRow:
    return DraftRow(
        id=row.pk,
        number=row.number,
        state=row.state,
        seller=row.seller.name if row.seller else "",
        lines=len(row.lines),
        total=total_of(row),
        made_by=row.made_by,
        changed_at=row.changed_at,
        has_problem=bool(row.problem),
    )


def total_of(draft: OrderDraft) -> Money | None:
    """What a draft came to when it was submitted; None before that."""
    return Money(draft.total_minor, draft.currency) if draft.total_minor is not None and draft.currency else None
