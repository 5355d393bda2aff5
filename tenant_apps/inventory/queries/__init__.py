"""Reads of inventory."""

from tenant_apps.inventory.queries.stock import (
    WarehouseLine,
    available,
    list_stock,
    list_warehouses,
    receipt_of_shipment,
    receipts_of_shipments,
)

__all__ = [
    "WarehouseLine",
    "available",
    "list_stock",
    "list_warehouses",
    "receipt_of_shipment",
    "receipts_of_shipments",
]
