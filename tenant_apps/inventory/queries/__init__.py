"""Reads of inventory."""

from tenant_apps.inventory.queries.free import FreeStock, free_for, owner_of_warehouse, warehouse_names
from tenant_apps.inventory.queries.levels import LEVELS_SQL, LOCKED_SQL, LevelRow
from tenant_apps.inventory.queries.moves import last_moved, levels_of_company, moved_since, warehouses_by_code
from tenant_apps.inventory.queries.offers import most_at_once
from tenant_apps.inventory.queries.receipts import ReceivedLineFacts, received_of
from tenant_apps.inventory.queries.reorder import Low, buys_for_stock, has_supply_of, low_of, open_alerts
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
    "Low",
    "ReceivedLineFacts",
    "WarehouseLine",
    "available",
    "buys_for_stock",
    "free_for",
    "has_supply_of",
    "last_moved",
    "levels_of_company",
    "list_stock",
    "list_warehouses",
    "low_of",
    "most_at_once",
    "moved_since",
    "open_alerts",
    "owner_of_warehouse",
    "receipt_of_shipment",
    "receipts_of_shipments",
    "received_of",
    "warehouse_names",
    "warehouses_by_code",
]
