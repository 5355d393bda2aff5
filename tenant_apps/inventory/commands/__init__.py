"""Writes of inventory. The first group are functions for other apps' commands, the second commands of their own."""

from tenant_apps.inventory.commands.adjust_stock import AdjustStock, StockResult, adjust_stock
from tenant_apps.inventory.commands.create_warehouse import CreateWarehouse, WarehouseResult, create_warehouse
from tenant_apps.inventory.commands.holds import hold_stock, issue_holds, receive_return, release_holds
from tenant_apps.inventory.commands.record_goods_receipt import (
    ReceiptLineIn,
    RecordGoodsReceipt,
    record_goods_receipt,
)
from tenant_apps.inventory.commands.set_opening_stock import OpeningLine, SetOpeningStock, set_opening_stock
from tenant_apps.inventory.commands.sets import HOLDS, LOCK_SQL, OVERSOLD, RESERVED
from tenant_apps.inventory.types import Held, HoldLine

__all__ = [
    "HOLDS",
    "LOCK_SQL",
    "OVERSOLD",
    "RESERVED",
    "AdjustStock",
    "CreateWarehouse",
    "Held",
    "HoldLine",
    "OpeningLine",
    "ReceiptLineIn",
    "RecordGoodsReceipt",
    "SetOpeningStock",
    "StockResult",
    "WarehouseResult",
    "adjust_stock",
    "create_warehouse",
    "hold_stock",
    "issue_holds",
    "receive_return",
    "record_goods_receipt",
    "release_holds",
    "set_opening_stock",
]
