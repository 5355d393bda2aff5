"""Reads of inventory."""

from tenant_apps.inventory.queries.free import FreeStock, free_for, owner_of_warehouse, warehouse_names
from tenant_apps.inventory.queries.levels import LEVELS_SQL, LOCKED_SQL, LevelRow
from tenant_apps.inventory.queries.moves import last_moved, levels_of_company, moved_since, warehouses_by_code
from tenant_apps.inventory.queries.offers import most_at_once
from tenant_apps.inventory.queries.receipts import ReceivedLineFacts, received_of
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
    "FreeStock",
    "LevelRow",
    "ReceivedLineFacts",
    "WarehouseLine",
    "available",
    "free_for",
    "last_moved",
    "levels_of_company",
    "list_stock",
    "list_warehouses",
    "most_at_once",
    "moved_since",
    "owner_of_warehouse",
    "receipt_of_shipment",
    "receipts_of_shipments",
    "received_of",
    "warehouse_names",
    "warehouses_by_code",
]
