"""Look items up: by id, by a supplier's article numbers, by words."""

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from django.db.models import Exists, Model, OuterRef, Q, QuerySet

from shared_apps.foundation.actor import Actor
from tenant_apps.catalogue.decisions.terms import search_terms
from tenant_apps.catalogue.models import Category, Item
from tenant_apps.catalogue.queries.shelves import seen_by
from tenant_apps.catalogue.types import ItemFacts


def facts_of(row: Item) -> ItemFacts:
    """The row as other apps know it; needs `supplier` and `category` selected to be one statement."""
    return ItemFacts(
        id=row.pk,
        supplier_id=row.supplier_id,
        sku=row.sku,
        name=row.name,
        unit=row.unit,
        tax_rate=row.tax_rate,
        stocked=row.stocked,
        state=row.state,
        supplier_name=row.supplier.name,
        description=row.description,
        category=row.category.code if row.category else "",
        attributes=row.attributes,
        tracked_by=row.tracked_by,
    )


def _plain(row: Item) -> ItemFacts:
    return ItemFacts(
        row.pk, row.supplier_id, row.sku, row.name, row.unit, row.tax_rate, row.stocked, row.state,
        tracked_by=row.tracked_by,
    )  # fmt: skip


def get_items(ids: Iterable[UUID]) -> dict[UUID, ItemFacts]:
    """Items by id; unknown ids are left out."""
    rows = Item.objects.filter(pk__in=set(ids)).select_related("supplier", "category")
    return {row.pk: facts_of(row) for row in rows}


def list_of_supplier(
    supplier_id: UUID, *, skus: Sequence[str] = (), ids: Sequence[UUID | None] = ()
) -> list[ItemFacts]:
    """The supplier's items with these article numbers or ids, in one statement; unknown ones are left out."""
    named = Q(sku__in=set(skus)) | Q(pk__in={pk for pk in ids if pk is not None})
    return [_plain(row) for row in Item.objects.filter(named, supplier_id=supplier_id)]


def visible_to(actor: Actor) -> QuerySet[Item]:
    """Active items of everybody, and all of the actor's own; the marketplace sees everything."""
    rows = Item.objects.select_related("supplier", "category").filter(seen_by(actor))
    if actor.is_marketplace:
        return rows
    if actor.company_id is None:
        return rows.none()
    return rows.filter(Q(state="active", supplier__state="active") | Q(supplier_id=actor.company_id))


def list_items(
    actor: Actor,
    *,
    search: str = "",
    category: str = "",
    supplier_id: UUID | None = None,
    after: UUID | None = None,
    limit: int = 50,
) -> list[ItemFacts]:
    """Newest first. Every word of `search` must be found; `after` continues a list."""
    rows = visible_to(actor).order_by("-id")
    if terms := search_terms(search):
        rows = rows.filter(terms__contains=terms)
    if category:
        rows = rows.filter(category__code=category)
    if supplier_id is not None:
        rows = rows.filter(supplier_id=supplier_id)
    if after is not None:
        rows = rows.filter(pk__lt=after)
    return [facts_of(row) for row in rows[:limit]]


def without_goods(model: type[Model]) -> "QuerySet[Any]":
    """Rows of a model with `item` and `warehouse` whose item, or whose warehouse if they name one, does not exist."""
    bare = Q()
    for name in ("item", "warehouse"):
        named = model._meta.get_field(name).related_model
        there = Exists(named._default_manager.filter(pk=OuterRef(f"{name}_id")))  # type: ignore[union-attr]
        bare |= Q(Q(**{f"{name}_id__isnull": False}), ~there)
    return model._default_manager.filter(bare)


def list_category_codes() -> list[str]:
    """The codes of all categories."""
    return list(Category.objects.order_by("code").values_list("code", flat=True))
