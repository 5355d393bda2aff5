"""Commands of requests for quotation. Each is one act in the ledger of the lot."""

from tenant_apps.trading.engines.thread.commands.admit_guest import AdmitGuest, AskAdmission, admit_guest, ask_admission
from tenant_apps.trading.engines.thread.commands.answer import (
    AcceptCounter,
    AcceptSecrecy,
    DeclineRequest,
    WithdrawQuote,
    accept_counter,
    accept_secrecy,
    decline_request,
    withdraw_quote,
)
from tenant_apps.trading.engines.thread.commands.decide import (
    ApproveAward,
    AwardLineIn,
    AwardRequest,
    CloseRequest,
    RejectAward,
    approve_award,
    award_request,
    close_request,
    reject_award,
)
from tenant_apps.trading.engines.thread.commands.enter_as_guest import (
    EnterAsGuest,
    SendGuestCode,
    enter_as_guest,
    send_guest_code,
)
from tenant_apps.trading.engines.thread.commands.guest_goods import NameGuestGoods, name_guest_goods
from tenant_apps.trading.engines.thread.commands.invite_guest import (
    ChangeGuest,
    InviteGuest,
    invite_guest,
    repeat_guest,
    withdraw_guest,
)
from tenant_apps.trading.engines.thread.commands.negotiate import (
    AskFinalOffers,
    SendCounter,
    SetBasis,
    WishIn,
    ask_final_offers,
    send_counter,
    set_basis,
)
from tenant_apps.trading.engines.thread.commands.send_quote import QuoteLineIn, SendQuote, send_quote
from tenant_apps.trading.engines.thread.commands.watch_deadline import (
    PassDeadline,
    RemindSilent,
    pass_deadline,
    remind_silent,
)

__all__ = [
    "AcceptCounter",
    "AcceptSecrecy",
    "AdmitGuest",
    "ApproveAward",
    "AskAdmission",
    "AskFinalOffers",
    "AwardLineIn",
    "AwardRequest",
    "ChangeGuest",
    "CloseRequest",
    "DeclineRequest",
    "EnterAsGuest",
    "InviteGuest",
    "NameGuestGoods",
    "PassDeadline",
    "QuoteLineIn",
    "RejectAward",
    "RemindSilent",
    "SendCounter",
    "SendGuestCode",
    "SendQuote",
    "SetBasis",
    "WishIn",
    "WithdrawQuote",
    "accept_counter",
    "accept_secrecy",
    "admit_guest",
    "approve_award",
    "ask_admission",
    "ask_final_offers",
    "award_request",
    "close_request",
    "decline_request",
    "enter_as_guest",
    "invite_guest",
    "name_guest_goods",
    "pass_deadline",
    "reject_award",
    "remind_silent",
    "repeat_guest",
    "send_counter",
    "send_guest_code",
    "send_quote",
    "set_basis",
    "withdraw_guest",
    "withdraw_quote",
]
