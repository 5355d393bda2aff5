"""Addresses of items and categories."""

from django.urls import URLPattern, path

from shared_apps.api.endpoint import endpoint
from shared_apps.api.operations import Edit, Filter, Listing, Read, Write
from tenant_apps.catalogue.api import records
from tenant_apps.catalogue.commands import (
    change_item,
    create_category,
    create_item,
    hand_in_licence,
    lift_licence,
    pack_item,
    require_licence,
    retire_item,
)
from tenant_apps.catalogue.permissions import VIEW_ITEM
from tenant_apps.catalogue.queries.licences import licence_rows
from tenant_apps.catalogue.queries.records import category_rows, item_rows

HERE = {"item_id": "item_id"}

item = Read(records.ItemRecord, records.item_record, VIEW_ITEM, "One item")
items = Listing(
    records.ItemRecord,
    item_rows,
    records.item_records,
    VIEW_ITEM,
    "Items of the catalogue",
    filters=(
        Filter("search", "text", "Words; all of them must be found."),
        Filter("sku", "text", "The supplier's article number."),
        Filter("supplier_id", "uuid", "Company that sells it."),
        Filter("category", "text", "Code of the category."),
        Filter("state", "text", "", ("draft", "active", "retired")),
    ),
)
categories = Listing(
    records.CategoryRecord, category_rows, records.category_records, VIEW_ITEM, "Categories of the catalogue",
    filters=(Filter("code", "text"),),
)  # fmt: skip
requirements = Listing(
    records.LicenceRequirementRecord, licence_rows, records.requirement_records, VIEW_ITEM,
    "Licences that categories ask for",
    filters=(
        Filter("category", "text", "Code of the category."), Filter("kind", "text"),
        Filter("side", "text", "Who needs it.", ("buyer", "seller")), Filter("supplier_id", "uuid"),
    ),
)  # fmt: skip

urlpatterns: list[URLPattern] = [
    path("items", endpoint("items", get=items, post=Write(create_item, locate=lambda made: f"items/{made.item_id}"))),
    path("items/<uuid:item_id>", endpoint("items", get=item, patch=Edit(change_item, item, HERE))),
    path("items/<uuid:item_id>:retire", endpoint("items", post=Write(retire_item, status=200, path=HERE))),
    path("items/<uuid:item_id>:pack", endpoint("items", post=Write(pack_item, status=200, path=HERE))),
    path("licence-requirements", endpoint("items", get=requirements, post=Write(require_licence))),
    path(
        "licence-requirements/<uuid:requirement_id>:lift",
        endpoint("items", post=Write(lift_licence, status=200, path={"requirement_id": "requirement_id"})),
    ),
    path("qualifications:hand-in", endpoint("items", post=Write(hand_in_licence))),
    path("categories", endpoint("items", get=categories, post=Write(create_category))),
]
