"""Reads of the catalogue."""

from tenant_apps.catalogue.decisions.terms import search_terms
from tenant_apps.catalogue.queries.items import get_items, list_category_codes, list_items, list_of_supplier
from tenant_apps.catalogue.queries.shelf import ITEMS_SQL, SHELVES_SQL, ItemRow, ShelfRow
from tenant_apps.catalogue.types import ItemFacts

__all__ = [
    "ITEMS_SQL",
    "SHELVES_SQL",
    "ItemFacts",
    "ItemRow",
    "ShelfRow",
    "get_items",
    "list_category_codes",
    "list_items",
    "list_of_supplier",
    "search_terms",
]
