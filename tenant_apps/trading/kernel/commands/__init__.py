"""Commands of the kernel: events from publication to award, and forming, closing and cancelling deals."""

from tenant_apps.trading.kernel.commands.acting import BidAnswer, act, keep_refused_act
from tenant_apps.trading.kernel.commands.amend_deal import amend_deal
from tenant_apps.trading.kernel.commands.cancel_deal import cancel_deal
from tenant_apps.trading.kernel.commands.cancel_event import CancelEvent, cancel_event
from tenant_apps.trading.kernel.commands.close_deal import CloseDeal, close_deal
from tenant_apps.trading.kernel.commands.close_lot import CloseLot, close_lot
from tenant_apps.trading.kernel.commands.form_deal import form_deal
from tenant_apps.trading.kernel.commands.join_event import JoinEvent, join_event
from tenant_apps.trading.kernel.commands.move_time import MoveTime, StepTime, move_time, step_time
from tenant_apps.trading.kernel.commands.name_parties import acting_company, check_pair, trading_pair
from tenant_apps.trading.kernel.commands.pause_event import PauseEvent, ResumeEvent, pause_event, resume_event
from tenant_apps.trading.kernel.commands.place_bid import PlaceBid, place_bid
from tenant_apps.trading.kernel.commands.publish_event import EventLine, EventResult, PublishEvent, publish_event
from tenant_apps.trading.kernel.commands.record_bid import NewBid, record_bid
from tenant_apps.trading.kernel.commands.sets import DEAL_LINES, DEALS
from tenant_apps.trading.kernel.commands.simulate_draft import SimulateDraft, simulate_draft

__all__ = [
    "DEALS",
    "DEAL_LINES",
    "BidAnswer",
    "CancelEvent",
    "CloseDeal",
    "CloseLot",
    "EventLine",
    "EventResult",
    "JoinEvent",
    "MoveTime",
    "NewBid",
    "PauseEvent",
    "PlaceBid",
    "PublishEvent",
    "ResumeEvent",
    "SimulateDraft",
    "StepTime",
    "act",
    "acting_company",
    "amend_deal",
    "cancel_deal",
    "cancel_event",
    "check_pair",
    "close_deal",
    "close_lot",
    "form_deal",
    "join_event",
    "keep_refused_act",
    "move_time",
    "pause_event",
    "place_bid",
    "publish_event",
    "record_bid",
    "resume_event",
    "simulate_draft",
    "step_time",
    "trading_pair",
]
