"""Rows of items and categories for lists that page further, already cut to what the actor may see."""

from collections.abc import Mapping
from typing import Any

from django.db.models import QuerySet

from shared_apps.foundation.actor import Actor
from tenant_apps.catalogue.decisions.terms import search_terms
from tenant_apps.catalogue.models import Category, Item
from tenant_apps.catalogue.queries.items import visible_to


def item_rows(actor: Actor, filters: Mapping[str, Any]) -> QuerySet[Item]:
    """Items; every word of `search` must be found, `category` is a code, other filters are column values."""
    rows = visible_to(actor)
    equal = dict(filters)
    terms = search_terms(equal.pop("search", ""))
    category = equal.pop("category", "")
    if terms:
        rows = rows.filter(terms__contains=terms)
    if category:
        rows = rows.filter(category__code=category)
    return rows.filter(**equal)


def category_rows(actor: Actor, filters: Mapping[str, Any]) -> QuerySet[Category]:
    """All shelves: they belong to the marketplace and are no secret."""
    return Category.objects.filter(**filters)
