"""Commands of requests for quotation. Each is one act in the ledger of the lot."""

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
    "AskFinalOffers",
    "AwardLineIn",
    "AwardRequest",
    "CloseRequest",
    "DeclineRequest",
    "QuoteLineIn",
    "SendCounter",
    "SendQuote",
    "SetBasis",
    "WishIn",
    "WithdrawQuote",
    "accept_counter",
    "ask_final_offers",
    "award_request",
    "close_request",
    "decline_request",
    "send_counter",
    "send_quote",
    "set_basis",
    "withdraw_quote",
]
