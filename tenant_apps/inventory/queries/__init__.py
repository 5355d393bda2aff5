"""Reads of inventory."""

from tenant_apps.inventory.queries.levels import LEVELS_SQL, LOCKED_SQL, SHORT_SQL, LevelRow, ShortRow
from tenant_apps.inventory.queries.stock import (
    WarehouseLine,
    available,
    list_stock,
    list_warehouses,
    receipt_of_shipment,
    receipts_of_shipments,
)

__all__ = [
    "LEVELS_SQL",
    "LOCKED_SQL",
    "SHORT_SQL",
    "LevelRow",
    "ShortRow",
    "WarehouseLine",
    "available",
    "list_stock",
    "list_warehouses",
    "receipt_of_shipment",
    "receipts_of_shipments",
]
