"""The catalogue as its pages show it, cut to what the actor may see."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count, Q, QuerySet
from django.utils.translation import get_language

from shared_apps.api.paging import cut
from shared_apps.foundation.actor import Actor
from tenant_apps.catalogue.decisions.terms import search_terms
from tenant_apps.catalogue.models import Category, Item
from tenant_apps.catalogue.queries.items import facts_of, visible_to
from tenant_apps.catalogue.types import ItemFacts

PAGE = 40


@dataclass(frozen=True, slots=True)
class ItemPage:
    rows: Sequence[ItemFacts]
    next_cursor: str


def items_of(actor: Actor, filters: Mapping[str, str]) -> QuerySet[Item]:
    """Items of one view: all on sale, one's own, or those off sale."""
    rows = visible_to(actor)
    view = filters.get("view", "")
    if view == "mine" and actor.company_id:
        rows = rows.filter(supplier_id=actor.company_id)
    elif view in ("draft", "retired"):
        rows = rows.filter(state=view)
    else:
        rows = rows.filter(state="active")
    if terms := search_terms(filters.get("q", "")):
        rows = rows.filter(terms__contains=terms)
    if filters.get("category"):
        rows = rows.filter(category__code=filters["category"])
    if filters.get("supplier"):
        rows = rows.filter(supplier__code=filters["supplier"])
    return rows


def item_page(actor: Actor, filters: Mapping[str, str], cursor: str | None) -> ItemPage:
    found = cut(items_of(actor, filters), "items", cursor=cursor, limit=PAGE)
    return ItemPage([facts_of(row) for row in found.rows], found.next_cursor)


def item_export(actor: Actor, filters: Mapping[str, str]) -> list[ItemFacts]:
    return [facts_of(row) for row in items_of(actor, filters).order_by("-id").iterator(chunk_size=1000)]


def item_counts(actor: Actor) -> dict[str, int]:
    mine = Q(supplier_id=actor.company_id) if actor.company_id else Q()
    return visible_to(actor).aggregate(
        active=Count("pk", filter=Q(state="active")),
        mine=Count("pk", filter=mine),
        draft=Count("pk", filter=Q(state="draft")),
        retired=Count("pk", filter=Q(state="retired")),
    )


def find_item(actor: Actor, item_id: UUID) -> ItemFacts | None:
    """One item, or None. An item a deal names stays readable after it was taken off sale."""
    row = Item.objects.select_related("supplier", "category").filter(pk=item_id).first()
    if row is None or actor.kind == "anonymous":
        return None
    if row.state == "draft" and actor.company_id not in (None, row.supplier_id):
        return None
    return facts_of(row)


def categories() -> list[tuple[str, str]]:
    """`(code, name)` in the reader's language, by name."""
    rows = Category.objects.order_by("name_en")
    chinese = (get_language() or "").startswith("zh")
    return [(row.code, row.name_zh_hans if chinese and row.name_zh_hans else row.name_en) for row in rows]


def suppliers_on_offer(actor: Actor) -> list[tuple[UUID, str]]:
    """Companies with something on sale, by name."""
    rows = visible_to(actor).filter(state="active").order_by("supplier__name")
    return list(rows.values_list("supplier_id", "supplier__name").distinct()[:500])


def supplier_codes(actor: Actor) -> list[tuple[str, str]]:
    """The same for filters, which carry the company's code."""
    rows = visible_to(actor).filter(state="active").order_by("supplier__name")
    return list(rows.values_list("supplier__code", "supplier__name").distinct()[:500])
