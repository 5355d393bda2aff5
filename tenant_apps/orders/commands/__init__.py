"""Commands of orders."""

from tenant_apps.orders.commands.accept_deal import AcceptDeal, accept_deal
from tenant_apps.orders.commands.accept_return import AcceptReturn, ReturnAnswer, accept_return
from tenant_apps.orders.commands.advance_order import advance_order, mark_shipped
from tenant_apps.orders.commands.cancel_order import CancelOrder, cancel_order
from tenant_apps.orders.commands.drafting import DraftAnswer
from tenant_apps.orders.commands.order_input import OrderAnswer, PlaceOrder
from tenant_apps.orders.commands.place_draft import EndApproval, PlaceDraft, end_draft_approval, place_draft
from tenant_apps.orders.commands.place_order import place_order
from tenant_apps.orders.commands.place_orders import OrderVerdict, OrderVerdicts, PlaceOrders, RefusalSaid, place_orders
from tenant_apps.orders.commands.resolve_lines import OrderLineIn
from tenant_apps.orders.commands.save_order_draft import DraftLineIn, SaveOrderDraft, save_order_draft
from tenant_apps.orders.commands.submit_order_draft import SubmitOrderDraft, submit_order_draft
from tenant_apps.orders.commands.withdraw_order_draft import WithdrawOrderDraft, withdraw_order_draft

__all__ = [
    "AcceptDeal",
    "AcceptReturn",
    "CancelOrder",
    "DraftAnswer",
    "DraftLineIn",
    "EndApproval",
    "OrderAnswer",
    "OrderLineIn",
    "OrderVerdict",
    "OrderVerdicts",
    "PlaceDraft",
    "PlaceOrder",
    "PlaceOrders",
    "RefusalSaid",
    "ReturnAnswer",
    "SaveOrderDraft",
    "SubmitOrderDraft",
    "WithdrawOrderDraft",
    "accept_deal",
    "accept_return",
    "advance_order",
    "cancel_order",
    "end_draft_approval",
    "mark_shipped",
    "place_draft",
    "place_order",
    "place_orders",
    "save_order_draft",
    "submit_order_draft",
    "withdraw_order_draft",
]
