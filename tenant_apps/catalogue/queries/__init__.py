"""Reads of the catalogue."""

from tenant_apps.catalogue.decisions.licences import first_lack, kinds_of
from tenant_apps.catalogue.decisions.terms import search_terms
from tenant_apps.catalogue.queries.items import (
    get_items,
    list_category_codes,
    list_items,
    list_of_supplier,
    without_goods,
)
from tenant_apps.catalogue.queries.licences import asked_by, branches_of, category_codes, lacks_of, needs_of
from tenant_apps.catalogue.queries.numbers import list_by_numbers, list_numbers, packs_of, suggest_items
from tenant_apps.catalogue.queries.shelf import ITEMS_SQL, SHELVES_SQL, ItemRow, ShelfRow
from tenant_apps.catalogue.queries.shelves import items_on, lines_of_items
from tenant_apps.catalogue.types import ItemFacts

__all__ = [
    "ITEMS_SQL",
    "SHELVES_SQL",
    "ItemFacts",
    "ItemRow",
    "ShelfRow",
    "asked_by",
    "branches_of",
    "category_codes",
    "first_lack",
    "get_items",
    "items_on",
    "kinds_of",
    "lacks_of",
    "lines_of_items",
    "list_by_numbers",
    "list_category_codes",
    "list_items",
    "list_numbers",
    "list_of_supplier",
    "needs_of",
    "packs_of",
    "search_terms",
    "suggest_items",
    "without_goods",
]
