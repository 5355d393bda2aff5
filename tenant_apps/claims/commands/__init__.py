"""Commands of claims."""

from tenant_apps.claims.commands.answer_claim import (
    AgreeClaim,
    AnswerClaim,
    DecideClaim,
    NamedClaim,
    WatchClaim,
    agree_claim,
    answer_claim,
    decide_claim,
    escalate_claim,
    watch_claim,
    withdraw_claim,
)
from tenant_apps.claims.commands.open_claim import ClaimAnswer, ClaimLineIn, EvidenceIn, OpenClaim, open_claim

__all__ = [
    "AgreeClaim",
    "AnswerClaim",
    "ClaimAnswer",
    "ClaimLineIn",
    "DecideClaim",
    "EvidenceIn",
    "NamedClaim",
    "OpenClaim",
    "WatchClaim",
    "agree_claim",
    "answer_claim",
    "decide_claim",
    "escalate_claim",
    "open_claim",
    "watch_claim",
    "withdraw_claim",
]
