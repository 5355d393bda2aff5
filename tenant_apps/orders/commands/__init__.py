"""Commands of orders."""

from tenant_apps.orders.commands.accept_deal import AcceptDeal, accept_deal
from tenant_apps.orders.commands.accept_return import AcceptReturn, ReturnAnswer, accept_return
from tenant_apps.orders.commands.advance_order import advance_order, mark_shipped
from tenant_apps.orders.commands.cancel_order import CancelOrder, cancel_order
from tenant_apps.orders.commands.order_input import OrderAnswer, PlaceOrder
from tenant_apps.orders.commands.place_group import GroupAnswer, PlaceGroup, place_group
from tenant_apps.orders.commands.place_order import place_order
from tenant_apps.orders.commands.place_orders import OrderVerdict, OrderVerdicts, PlaceOrders, RefusalSaid, place_orders
from tenant_apps.orders.commands.prepaid_buyers import PrepaidSet, SetPrepaid, is_prepaid, set_prepaid
from tenant_apps.orders.commands.resolve_lines import OrderLineIn
from tenant_apps.orders.commands.tentative import (
    ask_tentative,
    hold_tentative,
    order_tentative,
    promise_tentative,
    release_tentative,
)

__all__ = [
    "AcceptDeal",
    "AcceptReturn",
    "CancelOrder",
    "GroupAnswer",
    "OrderAnswer",
    "OrderLineIn",
    "OrderVerdict",
    "OrderVerdicts",
    "PlaceGroup",
    "PlaceOrder",
    "PlaceOrders",
    "PrepaidSet",
    "RefusalSaid",
    "ReturnAnswer",
    "SetPrepaid",
    "accept_deal",
    "accept_return",
    "advance_order",
    "ask_tentative",
    "cancel_order",
    "hold_tentative",
    "is_prepaid",
    "mark_shipped",
    "order_tentative",
    "place_group",
    "place_order",
    "place_orders",
    "promise_tentative",
    "release_tentative",
    "set_prepaid",
]
