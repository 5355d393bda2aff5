"""Commands of integrations."""

from tenant_apps.integrations.commands.change_connection import ChangeConnection, change_connection
from tenant_apps.integrations.commands.create_connection import ConnectionAnswer, CreateConnection, create_connection
from tenant_apps.integrations.commands.decide_disagreement import DecideDisagreement, decide_disagreement
from tenant_apps.integrations.commands.deliveries import SendAgain, send_again
from tenant_apps.integrations.commands.drop_file import DropFile, drop_file
from tenant_apps.integrations.commands.keeping import MessageVerdict, SyncVerdicts
from tenant_apps.integrations.commands.receive_orders import ConfirmedLineIn, OrderMessageIn
from tenant_apps.integrations.commands.receive_stock import StockMessageIn
from tenant_apps.integrations.commands.reconcile import AskReconciliation, ask_reconciliation
from tenant_apps.integrations.commands.retry_message import (
    GiveUpMessage,
    RetryMessage,
    give_up_message,
    retry_message,
)
from tenant_apps.integrations.commands.run_connection import RunConnection, run_connection
from tenant_apps.integrations.commands.settle_difference import SettleDifference, settle_difference
from tenant_apps.integrations.commands.sync_orders import SyncOrders, sync_orders
from tenant_apps.integrations.commands.sync_stock import SyncStock, sync_stock

__all__ = [
    "AskReconciliation",
    "ChangeConnection",
    "ConfirmedLineIn",
    "ConnectionAnswer",
    "CreateConnection",
    "DecideDisagreement",
    "DropFile",
    "GiveUpMessage",
    "MessageVerdict",
    "OrderMessageIn",
    "RetryMessage",
    "RunConnection",
    "SendAgain",
    "SettleDifference",
    "StockMessageIn",
    "SyncOrders",
    "SyncStock",
    "SyncVerdicts",
    "ask_reconciliation",
    "change_connection",
    "create_connection",
    "decide_disagreement",
    "drop_file",
    "give_up_message",
    "retry_message",
    "run_connection",
    "send_again",
    "settle_difference",
    "sync_orders",
    "sync_stock",
]
