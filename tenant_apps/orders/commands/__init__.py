"""Commands of orders."""

from tenant_apps.orders.commands.accept_deal import AcceptDeal, accept_deal
from tenant_apps.orders.commands.accept_return import AcceptReturn, ReturnAnswer, accept_return
from tenant_apps.orders.commands.advance_order import advance_order, mark_shipped
from tenant_apps.orders.commands.cancel_order import CancelOrder, cancel_order
from tenant_apps.orders.commands.join_orders import (
    DeliveryAnswer,
    JoinOrders,
    UndoDelivery,
    join_orders,
    release_delivery,
    undo_delivery,
)
from tenant_apps.orders.commands.order_input import OrderAnswer, PlaceOrder
from tenant_apps.orders.commands.place_basket import BasketAnswer, PlaceBasket, place_basket
from tenant_apps.orders.commands.place_order import place_order
from tenant_apps.orders.commands.place_orders import OrderVerdict, OrderVerdicts, PlaceOrders, RefusalSaid, place_orders
from tenant_apps.orders.commands.resolve_lines import OrderLineIn
from tenant_apps.orders.commands.serve_waiting import ServeWaiting, serve_waiting
from tenant_apps.orders.commands.set_delivery import SetDelivery, set_delivery
from tenant_apps.orders.commands.set_grade import SetGrade, set_grade
from tenant_apps.orders.commands.set_warehouse_terms import SetWarehouseTerms, set_warehouse_terms
from tenant_apps.orders.commands.split_order import SplitAnswer, SplitOrder, split_order
from tenant_apps.orders.commands.unsplit_order import UnsplitOrder, unsplit_order

__all__ = [
    "AcceptDeal",
    "AcceptReturn",
    "BasketAnswer",
    "CancelOrder",
    "DeliveryAnswer",
    "JoinOrders",
    "OrderAnswer",
    "OrderLineIn",
    "OrderVerdict",
    "OrderVerdicts",
    "PlaceBasket",
    "PlaceOrder",
    "PlaceOrders",
    "RefusalSaid",
    "ReturnAnswer",
    "ServeWaiting",
    "SetDelivery",
    "SetGrade",
    "SetWarehouseTerms",
    "SplitAnswer",
    "SplitOrder",
    "UndoDelivery",
    "UnsplitOrder",
    "accept_deal",
    "accept_return",
    "advance_order",
    "cancel_order",
    "join_orders",
    "mark_shipped",
    "place_basket",
    "place_order",
    "place_orders",
    "release_delivery",
    "serve_waiting",
    "set_delivery",
    "set_grade",
    "set_warehouse_terms",
    "split_order",
    "undo_delivery",
    "unsplit_order",
]
