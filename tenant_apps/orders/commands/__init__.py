"""Commands of orders."""

from tenant_apps.orders.commands.accept_deal import AcceptDeal, accept_deal
from tenant_apps.orders.commands.accept_return import AcceptReturn, ReturnAnswer, accept_return
from tenant_apps.orders.commands.advance_order import advance_order, mark_shipped
from tenant_apps.orders.commands.cancel_order import CancelOrder, cancel_order
from tenant_apps.orders.commands.change_sheet import ChangeSheet, change_sheet
from tenant_apps.orders.commands.check_sheet import CheckSheet, check_sheet
from tenant_apps.orders.commands.open_sheet import OpenSheet, SheetAnswer, SheetRowIn, open_sheet
from tenant_apps.orders.commands.order_input import OrderAnswer, PlaceOrder
from tenant_apps.orders.commands.order_sheet import OrderedSheet, OrderSheet, order_sheet
from tenant_apps.orders.commands.part_numbers import ForgetPart, NamePart, PartAnswer, forget_part, name_part
from tenant_apps.orders.commands.place_order import place_order
from tenant_apps.orders.commands.place_orders import OrderVerdict, OrderVerdicts, PlaceOrders, RefusalSaid, place_orders
from tenant_apps.orders.commands.recurring import (
    NameRecurring,
    RecurringAnswer,
    SkipDay,
    StartRecurring,
    end_recurring,
    pause_recurring,
    resume_recurring,
    skip_recurring_day,
    start_recurring,
)
from tenant_apps.orders.commands.resolve_lines import OrderLineIn
from tenant_apps.orders.commands.run_recurring import (
    RetryDay,
    RunAnswer,
    RunRecurring,
    retry_recurring_day,
    run_recurring,
)

__all__ = [
    "AcceptDeal",
    "AcceptReturn",
    "CancelOrder",
    "ChangeSheet",
    "CheckSheet",
    "ForgetPart",
    "NamePart",
    "NameRecurring",
    "OpenSheet",
    "OrderAnswer",
    "OrderLineIn",
    "OrderSheet",
    "OrderVerdict",
    "OrderVerdicts",
    "OrderedSheet",
    "PartAnswer",
    "PlaceOrder",
    "PlaceOrders",
    "RecurringAnswer",
    "RefusalSaid",
    "RetryDay",
    "ReturnAnswer",
    "RunAnswer",
    "RunRecurring",
    "SheetAnswer",
    "SheetRowIn",
    "SkipDay",
    "StartRecurring",
    "accept_deal",
    "accept_return",
    "advance_order",
    "cancel_order",
    "change_sheet",
    "check_sheet",
    "end_recurring",
    "forget_part",
    "mark_shipped",
    "name_part",
    "open_sheet",
    "order_sheet",
    "pause_recurring",
    "place_order",
    "place_orders",
    "resume_recurring",
    "retry_recurring_day",
    "run_recurring",
    "skip_recurring_day",
    "start_recurring",
]
