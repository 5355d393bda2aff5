"""Addresses of stock and warehouses."""

from django.urls import URLPattern, path

from shared_apps.api.endpoint import endpoint
from shared_apps.api.operations import Filter, Listing, Write
from tenant_apps.inventory.api import records
from tenant_apps.inventory.commands import adjust_stock, create_warehouse, set_opening_stock
from tenant_apps.inventory.permissions import VIEW_STOCK
from tenant_apps.inventory.queries.records import level_rows, movement_rows, warehouse_rows

ITEM = Filter("item_id", "uuid", "One item.")
WAREHOUSE = Filter("warehouse_id", "uuid", "One warehouse.")

stock = Listing(
    records.StockRecord,
    level_rows,
    records.stock_records,
    VIEW_STOCK,
    "Stock of the company, per item and warehouse",
    filters=(ITEM, WAREHOUSE, Filter("sku", "text", "The supplier's article number.")),
)
movements = Listing(
    records.MovementRecord,
    movement_rows,
    records.movement_records,
    VIEW_STOCK,
    "Every change of stock on hand",
    filters=(
        ITEM,
        WAREHOUSE,
        Filter("kind", "text", "", ("opening", "receipt", "issue", "return", "adjustment")),
        Filter("source_id", "uuid", "What caused it."),
    ),
    key="seq",
)
warehouses = Listing(
    records.WarehouseRecord,
    warehouse_rows,
    records.warehouse_records,
    VIEW_STOCK,
    "Warehouses of the company",
    filters=(Filter("company_id", "uuid", "Company whose they are."), Filter("code", "text")),
)

urlpatterns: list[URLPattern] = [
    path("stock", endpoint("stock", get=stock)),
    path("stock:adjust", endpoint("stock", post=Write(adjust_stock, status=200))),
    path("stock/movements", endpoint("stock", get=movements)),
    path("warehouses", endpoint("stock", get=warehouses, post=Write(create_warehouse))),
    path(
        "warehouses/<uuid:warehouse_id>:open",
        endpoint("stock", post=Write(set_opening_stock, status=200, path={"warehouse_id": "warehouse_id"})),
    ),
]
