"""Answer a claim, agree to a counter-offer, take it to the marketplace, decide it there, or drop it."""

from uuid import UUID

import msgspec

from shared_apps.commands import Context, command
from shared_apps.foundation.money import MoneyIn
from tenant_apps.claims import errors
from tenant_apps.claims.commands.course import end, locked, offer, settle, step, tell, wait
from tenant_apps.claims.commands.open_claim import ClaimAnswer
from tenant_apps.claims.models import Claim
from tenant_apps.claims.types import PAYBACKS
from tenant_apps.rulesets.queries import effective

VERDICTS = ("accept", "counter", "refuse")


class AnswerClaim(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """`verdict`: accept, counter (another remedy or amount), refuse (with a text). `goods_back`: they come back."""

    claim_id: UUID
    verdict: str
    remedy: str | None = None
    amount: MoneyIn | None = None
    goods_back: bool = False
    text: str = ""


class NamedClaim(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    claim_id: UUID
    text: str = ""


class AgreeClaim(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """`payback` chooses anew what becomes of money that was paid: `credit` or `refund`."""

    claim_id: UUID
    text: str = ""
    payback: str | None = None


class DecideClaim(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The marketplace's word: upheld with a remedy and an amount, or dismissed; always with its reason."""

    claim_id: UUID
    upheld: bool
    text: str
    remedy: str | None = None
    amount: MoneyIn | None = None
    goods_back: bool = False


def _answer(claim: Claim) -> ClaimAnswer:
    return ClaimAnswer(claim_id=claim.pk, number=claim.number, state=claim.state)


@command("claims.answer_claim", input=AnswerClaim)
def answer_claim(ctx: Context, data: AnswerClaim) -> ClaimAnswer:
    """Answer as the seller: what is accepted is settled at once. Locks the claim, then what the remedy locks."""
    if data.verdict not in VERDICTS:
        raise errors.bad("verdict", "verdict")
    claim = locked(ctx, data.claim_id, data.verdict)
    if data.verdict == "refuse" and not data.text.strip():
        raise errors.bad("text", "text")
    claim.goods_back = data.goods_back and data.verdict != "refuse"
    if data.verdict == "counter":
        offer(claim, data.remedy, data.amount)
        wait(ctx, claim, "countered")
    elif data.verdict == "refuse":
        wait(ctx, claim, "refused")
    else:
        settle(ctx, claim)
    step(ctx, claim, {"accept": "accepted", "counter": "countered", "refuse": "refused"}[data.verdict], data.text)
    tell(ctx, claim, data.verdict)
    return _answer(claim)


@command("claims.agree_claim", input=AgreeClaim)
def agree_claim(ctx: Context, data: AgreeClaim) -> ClaimAnswer:
    """Agree to the seller's counter-offer as the buyer; it is settled at once."""
    claim = locked(ctx, data.claim_id, "agree")
    if data.payback is not None:
        if data.payback not in PAYBACKS:
            raise errors.bad("payback", "payback")
        claim.payback = data.payback
    settle(ctx, claim)
    step(ctx, claim, "agreed", data.text)
    return _answer(claim)


@command("claims.escalate_claim", input=NamedClaim)
def escalate_claim(ctx: Context, data: NamedClaim) -> ClaimAnswer:
    """Take a refused or countered claim to the marketplace, as the buyer."""
    claim = locked(ctx, data.claim_id, "escalate")
    claim.state = "escalated"
    claim.save()
    step(ctx, claim, "escalated", data.text)
    tell(ctx, claim, "escalate")
    return _answer(claim)


@command("claims.decide_claim", input=DecideClaim)
def decide_claim(ctx: Context, data: DecideClaim) -> ClaimAnswer:
    """Decide an escalated claim as the marketplace; both sides are bound, and money follows at once."""
    claim = locked(ctx, data.claim_id, "decide")
    if not data.text.strip():
        raise errors.bad("text", "text")
    if data.upheld:
        claim.goods_back = data.goods_back
        offer(claim, data.remedy, data.amount)
        settle(ctx, claim)
    else:
        end(ctx, claim, "dismissed")
    step(ctx, claim, "decided", data.text)
    return _answer(claim)


@command("claims.withdraw_claim", input=NamedClaim)
def withdraw_claim(ctx: Context, data: NamedClaim) -> ClaimAnswer:
    """Drop a claim as its buyer."""
    claim = locked(ctx, data.claim_id, "withdraw")
    end(ctx, claim, "withdrawn")
    step(ctx, claim, "withdrawn", data.text)
    return _answer(claim)


class WatchClaim(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    claim_id: UUID


@command("claims.watch_claim", input=WatchClaim, system_only=True)
def watch_claim(ctx: Context, data: WatchClaim) -> ClaimAnswer:
    """When time is over: a silent seller's claim goes to the marketplace or counts as accepted, as the rules say.

    A counter-offer nobody agreed to goes to the marketplace, a refused claim nobody took there is closed.
    """
    claim = Claim.objects.select_for_update().filter(pk=data.claim_id).first()
    if claim is None:
        raise errors.unknown()
    if ctx.now < claim.answer_by or claim.state not in ("open", "countered", "refused"):
        return _answer(claim)
    if claim.state == "refused":
        end(ctx, claim, "closed")
        act = "closed"
    elif claim.state == "open" and effective("claims.silence").value == "accept":
        settle(ctx, claim)
        act = "accepted"
    else:
        claim.state = "escalated"
        claim.save()
        tell(ctx, claim, "escalate")
        act = "escalated"
    step(ctx, claim, act, "", "time")
    return _answer(claim)
