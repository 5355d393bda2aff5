"""Writes of inventory. The first group are functions for other apps' commands, the second commands of their own."""

from tenant_apps.inventory.commands.adjust_stock import AdjustStock, StockResult, adjust_stock
from tenant_apps.inventory.commands.block_bin import BlockBin, block_bin
from tenant_apps.inventory.commands.create_bin import CreateBin, create_bin
from tenant_apps.inventory.commands.create_warehouse import CreateWarehouse, WarehouseResult, create_warehouse
from tenant_apps.inventory.commands.dispatch_transfer import MarkOverdue, dispatch_transfer, mark_transfer_overdue
from tenant_apps.inventory.commands.end_difference import (
    AcceptDifference,
    ClaimDifference,
    CountDifference,
    DifferenceResult,
    OneDifference,
    SettleDifference,
    accept_difference,
    claim_difference,
    count_difference,
    return_surplus,
    settle_difference,
)
from tenant_apps.inventory.commands.expire_lots import ExpireLots, expire_lots
from tenant_apps.inventory.commands.gates import is_asked_before_holds, refuse_unsellable, stand_before_holds
from tenant_apps.inventory.commands.holds import hold_stock, issue_holds, receive_return, release_holds
from tenant_apps.inventory.commands.lock_free import lock_free
from tenant_apps.inventory.commands.move_goods import MoveGoods, move_goods
from tenant_apps.inventory.commands.plan_count import CancelCount, PlanCount, cancel_count, plan_count
from tenant_apps.inventory.commands.purchases import (
    BoughtIn,
    DropPurchase,
    ExpectPurchase,
    drop_purchase,
    expect_purchase,
    note_draft,
)
from tenant_apps.inventory.commands.quarantine_stock import (
    EndQuarantine,
    QuarantineStock,
    quarantine_stock,
    release_quarantine,
    scrap_quarantine,
)
from tenant_apps.inventory.commands.receive_stock import ReceiveLine, ReceiveStock, receive_stock
from tenant_apps.inventory.commands.receive_supply import ReceiveSupply, receive_supply
from tenant_apps.inventory.commands.receive_transfer import (
    ArrivedIn,
    CloseTransfer,
    ReceiveTransfer,
    close_transfer,
    receive_transfer,
)
from tenant_apps.inventory.commands.reckon_stock import (
    ProjectDemand,
    ReckonStock,
    project_demand_of_days,
    reckon_stock,
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
from tenant_apps.inventory.commands.set_reorder_point import SetReorderPoint, set_reorder_point
from tenant_apps.inventory.commands.sets import HOLDS, LOCK_SQL, OVERSOLD, RESERVED
from tenant_apps.inventory.commands.standing import lock_standing
from tenant_apps.inventory.commands.supplies import (
    CancelSupply,
    ExpectSupply,
    MarkLate,
    MoveSupply,
    cancel_supply,
    expect_supply,
    mark_supplies_late,
    move_supply,
)
from tenant_apps.inventory.commands.transfers import OneTransfer, TransferResult
from tenant_apps.inventory.commands.watch_levels import WatchLevels, watch_levels
from tenant_apps.inventory.types import Held, HoldLine

__all__ = [
    "HOLDS",
    "LOCK_SQL",
    "OVERSOLD",
    "RESERVED",
    "AcceptDifference",
    "AdjustStock",
    "ArrivedIn",
    "BlockBin",
    "BoughtIn",
    "CancelCount",
    "CancelSupply",
    "ClaimDifference",
    "CloseTransfer",
    "CountDifference",
    "CreateBin",
    "CreateWarehouse",
    "DecideCount",
    "DifferenceResult",
    "DropPurchase",
    "EndQuarantine",
    "ExpectPurchase",
    "ExpectSupply",
    "ExpireLots",
    "Held",
    "HoldLine",
    "MarkLate",
    "MarkOverdue",
    "MoveGoods",
    "MoveSupply",
    "OneDifference",
    "OneTransfer",
    "OpeningLine",
    "PlanCount",
    "ProjectDemand",
    "QuarantineStock",
    "ReceiptLineIn",
    "ReceiveLine",
    "ReceiveStock",
    "ReceiveSupply",
    "ReceiveTransfer",
    "ReckonStock",
    "RecordCount",
    "RecordGoodsReceipt",
    "RequestTransfer",
    "SetOpeningStock",
    "SetReorderPoint",
    "SettleDifference",
    "StockResult",
    "TransferLineIn",
    "TransferResult",
    "WarehouseResult",
    "WatchLevels",
    "accept_difference",
    "adjust_stock",
    "approve_transfer",
    "block_bin",
    "cancel_count",
    "cancel_supply",
    "cancel_transfer",
    "claim_difference",
    "close_transfer",
    "count_difference",
    "create_bin",
    "create_warehouse",
    "decide_count",
    "dispatch_transfer",
    "drop_purchase",
    "expect_purchase",
    "expect_supply",
    "expire_lots",
    "hold_stock",
    "is_asked_before_holds",
    "issue_holds",
    "lock_free",
    "lock_standing",
    "mark_supplies_late",
    "mark_transfer_overdue",
    "move_goods",
    "move_supply",
    "note_draft",
    "plan_count",
    "project_demand_of_days",
    "quarantine_stock",
    "receive_return",
    "receive_stock",
    "receive_supply",
    "receive_transfer",
    "reckon_stock",
    "record_count",
    "record_goods_receipt",
    "refuse_unsellable",
    "release_holds",
    "release_quarantine",
    "request_transfer",
    "return_surplus",
    "scrap_quarantine",
    "set_opening_stock",
    "set_reorder_point",
    "settle_difference",
    "stand_before_holds",
    "watch_levels",
]
