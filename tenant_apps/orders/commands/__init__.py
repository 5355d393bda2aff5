"""Commands of orders."""

from tenant_apps.orders.commands.accept_deal import AcceptDeal, accept_deal
from tenant_apps.orders.commands.accept_return import AcceptReturn, ReturnAnswer, accept_return
from tenant_apps.orders.commands.advance_order import advance_order, mark_shipped
from tenant_apps.orders.commands.cancel_order import CancelOrder, cancel_order
from tenant_apps.orders.commands.place_order import OrderAnswer, PlaceOrder, place_order
from tenant_apps.orders.commands.place_orders import OrderVerdict, OrderVerdicts, PlaceOrders, RefusalSaid, place_orders
from tenant_apps.orders.commands.resolve_lines import OrderLineIn

__all__ = [
    "AcceptDeal",
    "AcceptReturn",
    "CancelOrder",
    "OrderAnswer",
    "OrderLineIn",
    "OrderVerdict",
    "OrderVerdicts",
    "PlaceOrder",
    "PlaceOrders",
    "RefusalSaid",
    "ReturnAnswer",
    "accept_deal",
    "accept_return",
    "advance_order",
    "cancel_order",
    "mark_shipped",
    "place_order",
    "place_orders",
]
