"""Commands of requests for quotation. Each is one act in the ledger of the lot."""

from tenant_apps.trading.engines.thread.commands.admit_guest import AdmitGuest, AskAdmission, admit_guest, ask_admission
from tenant_apps.trading.engines.thread.commands.answer import (
    AcceptCounter,
    DeclineRequest,
    WithdrawQuote,
    accept_counter,
    decline_request,
    withdraw_quote,
)
from tenant_apps.trading.engines.thread.commands.decide import (
    AwardLineIn,
    AwardRequest,
    CloseRequest,
    award_request,
    close_request,
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

__all__ = [
    "AcceptCounter",
    "AdmitGuest",
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
    "QuoteLineIn",
    "SendCounter",
    "SendGuestCode",
    "SendQuote",
    "SetBasis",
    "WishIn",
    "WithdrawQuote",
    "accept_counter",
    "admit_guest",
    "ask_admission",
    "ask_final_offers",
    "award_request",
    "close_request",
    "decline_request",
    "enter_as_guest",
    "invite_guest",
    "name_guest_goods",
    "repeat_guest",
    "send_counter",
    "send_guest_code",
    "send_quote",
    "set_basis",
    "withdraw_guest",
    "withdraw_quote",
]
