"""Writes of inventory. The first group are functions for other apps' commands, the second commands of their own."""

from tenant_apps.inventory.commands.adjust_stock import AdjustStock, StockResult, adjust_stock
from tenant_apps.inventory.commands.create_bin import CreateBin, create_bin
from tenant_apps.inventory.commands.create_warehouse import CreateWarehouse, WarehouseResult, create_warehouse
from tenant_apps.inventory.commands.dispatch_transfer import MarkOverdue, dispatch_transfer, mark_transfer_overdue
from tenant_apps.inventory.commands.expire_lots import ExpireLots, expire_lots
from tenant_apps.inventory.commands.gates import is_asked_before_holds, refuse_unsellable, stand_before_holds
from tenant_apps.inventory.commands.holds import hold_stock, issue_holds, receive_return, release_holds
from tenant_apps.inventory.commands.lock_free import lock_free
from tenant_apps.inventory.commands.plan_count import CancelCount, PlanCount, cancel_count, plan_count
from tenant_apps.inventory.commands.quarantine_stock import (
    EndQuarantine,
    QuarantineStock,
    quarantine_stock,
    release_quarantine,
    scrap_quarantine,
)
from tenant_apps.inventory.commands.receive_stock import ReceiveLine, ReceiveStock, receive_stock
from tenant_apps.inventory.commands.receive_transfer import (
    ArrivedIn,
    CloseTransfer,
    ReceiveTransfer,
    close_transfer,
    receive_transfer,
)
from tenant_apps.inventory.commands.record_count import DecideCount, RecordCount, decide_count, record_count
from tenant_apps.inventory.commands.record_goods_receipt import ReceiptLineIn, RecordGoodsReceipt, record_goods_receipt
from tenant_apps.inventory.commands.request_transfer import (
    RequestTransfer,
    TransferLineIn,
    approve_transfer,
    cancel_transfer,
    request_transfer,
)
from tenant_apps.inventory.commands.set_opening_stock import OpeningLine, SetOpeningStock, set_opening_stock
from tenant_apps.inventory.commands.sets import HOLDS, LOCK_SQL, OVERSOLD, RESERVED
from tenant_apps.inventory.commands.standing import lock_standing
from tenant_apps.inventory.commands.transfers import OneTransfer, TransferResult
from tenant_apps.inventory.types import Held, HoldLine

__all__ = [
    "HOLDS",
    "LOCK_SQL",
    "OVERSOLD",
    "RESERVED",
    "AdjustStock",
    "ArrivedIn",
    "CancelCount",
    "CloseTransfer",
    "CreateBin",
    "CreateWarehouse",
    "DecideCount",
    "EndQuarantine",
    "ExpireLots",
    "Held",
    "HoldLine",
    "MarkOverdue",
    "OneTransfer",
    "OpeningLine",
    "PlanCount",
    "QuarantineStock",
    "ReceiptLineIn",
    "ReceiveLine",
    "ReceiveStock",
    "ReceiveTransfer",
    "RecordCount",
    "RecordGoodsReceipt",
    "RequestTransfer",
    "SetOpeningStock",
    "StockResult",
    "TransferLineIn",
    "TransferResult",
    "WarehouseResult",
    "adjust_stock",
    "approve_transfer",
    "cancel_count",
    "cancel_transfer",
    "close_transfer",
    "create_bin",
    "create_warehouse",
    "decide_count",
    "dispatch_transfer",
    "expire_lots",
    "hold_stock",
    "is_asked_before_holds",
    "issue_holds",
    "lock_free",
    "lock_standing",
    "mark_transfer_overdue",
    "plan_count",
    "quarantine_stock",
    "receive_return",
    "receive_stock",
    "receive_transfer",
    "record_count",
    "record_goods_receipt",
    "refuse_unsellable",
    "release_holds",
    "release_quarantine",
    "request_transfer",
    "scrap_quarantine",
    "set_opening_stock",
    "stand_before_holds",
]
