"""Commands of orders."""

from tenant_apps.orders.commands.accept_deal import AcceptDeal, accept_deal
from tenant_apps.orders.commands.accept_return import AcceptReturn, ReturnAnswer, accept_return
from tenant_apps.orders.commands.advance_order import advance_order, mark_shipped
from tenant_apps.orders.commands.allow import Allowed, allow, lock_received
from tenant_apps.orders.commands.answer_amendment import (
    AmendmentOver,
    NamedAmendment,
    RefuseAmendment,
    accept_amendment,
    expire_amendment,
    refuse_amendment,
    withdraw_amendment,
)
from tenant_apps.orders.commands.cancel_order import CancelOrder, cancel_order
from tenant_apps.orders.commands.cancel_rest import CancelRest, RestCancelled, cancel_rest
from tenant_apps.orders.commands.change_input import ChangeOrder, LineChangeIn
from tenant_apps.orders.commands.change_sheet import ChangeSheet, change_sheet
from tenant_apps.orders.commands.check_sheet import CheckSheet, check_sheet
from tenant_apps.orders.commands.draft_sheet import DraftedSheet, DraftSheet, draft_sheet
from tenant_apps.orders.commands.drafting import DraftAnswer
from tenant_apps.orders.commands.end_amendment_approval import EndAmendmentApproval, end_amendment_approval
from tenant_apps.orders.commands.gates import Preparation, before_amendment
from tenant_apps.orders.commands.join_orders import (
    DeliveryAnswer,
    JoinOrders,
    UndoDelivery,
    join_orders,
    release_delivery,
    undo_delivery,
)
from tenant_apps.orders.commands.open_sheet import OpenSheet, SheetAnswer, SheetRowIn, open_sheet
from tenant_apps.orders.commands.order_again import OrderAgain, order_again
from tenant_apps.orders.commands.order_input import OrderAnswer, PlaceOrder
from tenant_apps.orders.commands.order_sheet import OrderedSheet, OrderSheet, order_sheet
from tenant_apps.orders.commands.part_numbers import ForgetPart, NamePart, PartAnswer, forget_part, name_part
from tenant_apps.orders.commands.payment_terms import TermsDesk, keep_terms_desk, offered_terms
from tenant_apps.orders.commands.place_basket import BasketAnswer, PlaceBasket, place_basket
from tenant_apps.orders.commands.place_draft import EndApproval, PlaceDraft, end_draft_approval, place_draft
from tenant_apps.orders.commands.place_group import GroupAnswer, PlaceGroup, place_group
from tenant_apps.orders.commands.place_order import place_order
from tenant_apps.orders.commands.place_orders import OrderVerdict, OrderVerdicts, PlaceOrders, RefusalSaid, place_orders
from tenant_apps.orders.commands.prepaid_buyers import PrepaidSet, SetPrepaid, is_prepaid, set_prepaid
from tenant_apps.orders.commands.propose_amendment import AmendmentAnswer, ProposeAmendment, propose_amendment
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
from tenant_apps.orders.commands.requisitions import (
    ChangeList,
    KeepList,
    ListAnswer,
    ListLineIn,
    NamedList,
    OrderList,
    change_list,
    drop_list,
    keep_list,
    order_list,
)
from tenant_apps.orders.commands.resolve_lines import OrderLineIn
from tenant_apps.orders.commands.run_recurring import (
    RetryDay,
    RunAnswer,
    RunRecurring,
    retry_recurring_day,
    run_recurring,
)
from tenant_apps.orders.commands.save_order_draft import DraftLineIn, SaveOrderDraft, save_order_draft
from tenant_apps.orders.commands.send_off import send_off
from tenant_apps.orders.commands.serve_waiting import ServeWaiting, serve_waiting
from tenant_apps.orders.commands.set_delivery import SetDelivery, set_delivery
from tenant_apps.orders.commands.set_grade import SetGrade, set_grade
from tenant_apps.orders.commands.set_warehouse_terms import SetWarehouseTerms, set_warehouse_terms
from tenant_apps.orders.commands.split_order import SplitAnswer, SplitOrder, split_order
from tenant_apps.orders.commands.submit_order_draft import SubmitOrderDraft, submit_order_draft
from tenant_apps.orders.commands.tentative import (
    ask_tentative,
    hold_tentative,
    order_tentative,
    promise_tentative,
    release_tentative,
)
from tenant_apps.orders.commands.unsplit_order import UnsplitOrder, unsplit_order
from tenant_apps.orders.commands.withdraw_order_draft import WithdrawOrderDraft, withdraw_order_draft

__all__ = [
    "AcceptDeal",
    "AcceptReturn",
    "Allowed",
    "AmendmentAnswer",
    "AmendmentOver",
    "BasketAnswer",
    "CancelOrder",
    "CancelRest",
    "ChangeList",
    "ChangeOrder",
    "ChangeSheet",
    "CheckSheet",
    "DeliveryAnswer",
    "DraftAnswer",
    "DraftLineIn",
    "DraftSheet",
    "DraftedSheet",
    "EndAmendmentApproval",
    "EndApproval",
    "ForgetPart",
    "GroupAnswer",
    "JoinOrders",
    "KeepList",
    "LineChangeIn",
    "ListAnswer",
    "ListLineIn",
    "NamePart",
    "NameRecurring",
    "NamedAmendment",
    "NamedList",
    "OpenSheet",
    "OrderAgain",
    "OrderAnswer",
    "OrderLineIn",
    "OrderList",
    "OrderSheet",
    "OrderVerdict",
    "OrderVerdicts",
    "OrderedSheet",
    "PartAnswer",
    "PlaceBasket",
    "PlaceDraft",
    "PlaceGroup",
    "PlaceOrder",
    "PlaceOrders",
    "PrepaidSet",
    "Preparation",
    "ProposeAmendment",
    "RecurringAnswer",
    "RefusalSaid",
    "RefuseAmendment",
    "RestCancelled",
    "RetryDay",
    "ReturnAnswer",
    "RunAnswer",
    "RunRecurring",
    "SaveOrderDraft",
    "ServeWaiting",
    "SetDelivery",
    "SetGrade",
    "SetPrepaid",
    "SetWarehouseTerms",
    "SheetAnswer",
    "SheetRowIn",
    "SkipDay",
    "SplitAnswer",
    "SplitOrder",
    "StartRecurring",
    "SubmitOrderDraft",
    "TermsDesk",
    "UndoDelivery",
    "UnsplitOrder",
    "WithdrawOrderDraft",
    "accept_amendment",
    "accept_deal",
    "accept_return",
    "advance_order",
    "allow",
    "ask_tentative",
    "before_amendment",
    "cancel_order",
    "cancel_rest",
    "change_list",
    "change_sheet",
    "check_sheet",
    "draft_sheet",
    "drop_list",
    "end_amendment_approval",
    "end_draft_approval",
    "end_recurring",
    "expire_amendment",
    "forget_part",
    "hold_tentative",
    "is_prepaid",
    "join_orders",
    "keep_list",
    "keep_terms_desk",
    "lock_received",
    "mark_shipped",
    "name_part",
    "offered_terms",
    "open_sheet",
    "order_again",
    "order_list",
    "order_sheet",
    "order_tentative",
    "pause_recurring",
    "place_basket",
    "place_draft",
    "place_group",
    "place_order",
    "place_orders",
    "promise_tentative",
    "propose_amendment",
    "refuse_amendment",
    "release_delivery",
    "release_tentative",
    "resume_recurring",
    "retry_recurring_day",
    "run_recurring",
    "save_order_draft",
    "send_off",
    "serve_waiting",
    "set_delivery",
    "set_grade",
    "set_prepaid",
    "set_warehouse_terms",
    "skip_recurring_day",
    "split_order",
    "start_recurring",
    "submit_order_draft",
    "undo_delivery",
    "unsplit_order",
    "withdraw_amendment",
    "withdraw_order_draft",
]
