"""Find items by the article numbers of many suppliers at once, and the packs they are sold in."""

from collections.abc import Iterable, Sequence
from decimal import Decimal
from uuid import UUID

from django.db.models import Q, QuerySet

from tenant_apps.catalogue.decisions.terms import search_terms
from tenant_apps.catalogue.models import Item, ItemPack
from tenant_apps.catalogue.queries.items import facts_of
from tenant_apps.catalogue.types import ItemFacts

NUMBERS_MOST = 50_000


def _on_offer(buyer_id: UUID) -> QuerySet[Item]:
    return Item.objects.filter(state="active", supplier__state="active").exclude(supplier_id=buyer_id)


def list_by_numbers(buyer_id: UUID, numbers: Iterable[str]) -> list[ItemFacts]:
    """Items on offer to a buyer that have one of these article numbers, with any supplier."""
    rows = _on_offer(buyer_id).filter(sku__in=list(numbers)).select_related("supplier", "category")
    return [facts_of(row) for row in rows]


def list_numbers(buyer_id: UUID) -> list[str]:
    """Article numbers on offer to a buyer, to look for one that was meant."""
    return list(_on_offer(buyer_id).values_list("sku", flat=True).order_by("sku").distinct()[:NUMBERS_MOST])


def suggest_items(buyer_id: UUID, text: str, limit: int = 12) -> Sequence[ItemFacts]:
    """Items whose article number begins with the text or whose words hold all of its words."""
    terms = search_terms(text)
    found = Q(sku__istartswith=text) | (Q(terms__contains=terms) if terms else Q(pk__in=[]))
    rows = _on_offer(buyer_id).filter(found).select_related("supplier", "category").order_by("sku")
    return [facts_of(row) for row in rows[:limit]]


def packs_of(item_ids: Iterable[UUID]) -> dict[UUID, dict[str, Decimal]]:
    """Unit of a pack → what it holds in the item's unit, by item."""
    found: dict[UUID, dict[str, Decimal]] = {}
    rows = ItemPack.objects.filter(item_id__in=list(item_ids)).order_by("quantity")
    for item_id, unit, quantity in rows.values_list("item_id", "unit", "quantity"):
        found.setdefault(item_id, {})[unit] = quantity
    return found
