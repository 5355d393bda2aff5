"""Addresses of quick orders and part numbers."""

from django.urls import URLPattern, path

from shared_apps.api.endpoint import endpoint
from shared_apps.api.operations import Filter, Listing, Read, Write
from tenant_apps.orders.api import sheet_records as records
from tenant_apps.orders.commands import change_sheet, draft_sheet, forget_part, name_part, open_sheet, order_sheet
from tenant_apps.orders.queries.sheets import part_rows, rows_of, sheet_rows

PERMISSION = "orders.place_order"
HERE = {"sheet_id": "sheet_id"}

sheet = Read(records.SheetRecord, records.sheet_record, PERMISSION, "One quick order")
sheets = Listing(
    records.SheetRecord, sheet_rows, records.sheet_records, PERMISSION, "Quick orders of the company",
    filters=(
        Filter("state", "text", "", ("checking", "ready", "ordering", "done")),
        Filter("number", "text", "The marketplace's number."),
    ),
)  # fmt: skip
rows = Listing(
    records.SheetRowRecord, rows_of, records.row_records, PERMISSION, "Rows of quick orders",
    filters=(
        Filter("sheet_id", "uuid", "Quick order they stand in."),
        Filter("state", "text", "", ("open", "good", "bad", "ordered", "known", "drafted")),
    ),
)  # fmt: skip
parts = Listing(
    records.PartNumberRecord, part_rows, records.part_records, PERMISSION, "What the company calls items",
    filters=(Filter("number", "text", "The company's own number."), Filter("item_id", "uuid")),
)  # fmt: skip

urlpatterns: list[URLPattern] = [
    path(
        "quick-orders",
        endpoint("orders", get=sheets, post=Write(open_sheet, locate=lambda answer: f"quick-orders/{answer.sheet_id}")),
    ),
    path("quick-orders/<uuid:sheet_id>", endpoint("orders", get=sheet)),
    path("quick-orders/<uuid:sheet_id>:change", endpoint("orders", post=Write(change_sheet, status=200, path=HERE))),
    path("quick-orders/<uuid:sheet_id>:order", endpoint("orders", post=Write(order_sheet, status=200, path=HERE))),
    path("quick-orders/<uuid:sheet_id>:draft", endpoint("orders", post=Write(draft_sheet, status=200, path=HERE))),
    path("quick-order-rows", endpoint("orders", get=rows)),
    path("part-numbers", endpoint("orders", get=parts, post=Write(name_part))),
    path(
        "part-numbers/<uuid:part_number_id>:forget",
        endpoint("orders", post=Write(forget_part, status=200, path={"part_number_id": "part_number_id"})),
    ),
]
