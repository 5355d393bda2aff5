"""Commands of sealed tenders."""

from tenant_apps.trading.engines.vault.commands.evaluate import (
    AdmitBids,
    AwardTender,
    EndTender,
    ExcludeBid,
    JudgePrice,
    JustifyPrice,
    LockSheet,
    ScoreBid,
    admit_bids,
    award_tender,
    end_tender,
    exclude_bid,
    judge_price,
    justify_price,
    lock_sheet,
    score_bid,
)
from tenant_apps.trading.engines.vault.commands.open_bids import CloseOpening, OpenBids, close_opening, open_bids
from tenant_apps.trading.engines.vault.commands.publish_root import PublishRoot, publish_root
from tenant_apps.trading.engines.vault.commands.register_key import RegisterKey, RetireKey, register_key, retire_key
from tenant_apps.trading.engines.vault.commands.set_terms import SetTerms, TenderCriterion, TenderOption, set_terms
from tenant_apps.trading.engines.vault.commands.submit_bid import (
    SealedEnvelope,
    SubmitBid,
    WithdrawBid,
    submit_bid,
    withdraw_bid,
)

__all__ = [
    "AdmitBids",
    "AwardTender",
    "CloseOpening",
    "EndTender",
    "ExcludeBid",
    "JudgePrice",
    "JustifyPrice",
    "LockSheet",
    "OpenBids",
    "PublishRoot",
    "RegisterKey",
    "RetireKey",
    "ScoreBid",
    "SealedEnvelope",
    "SetTerms",
    "SubmitBid",
    "TenderCriterion",
    "TenderOption",
    "WithdrawBid",
    "admit_bids",
    "award_tender",
    "close_opening",
    "end_tender",
    "exclude_bid",
    "judge_price",
    "justify_price",
    "lock_sheet",
    "open_bids",
    "publish_root",
    "register_key",
    "retire_key",
    "score_bid",
    "set_terms",
    "submit_bid",
    "withdraw_bid",
]
