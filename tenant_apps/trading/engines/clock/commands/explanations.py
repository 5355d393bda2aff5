"""Explain an abnormal price, and judge the explanation. Both stand in the lot's ledger, refused ones too."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

import msgspec

from shared_apps.commands import Context, command
from shared_apps.foundation.refusals import Refusal
from tenant_apps.trading.engines.clock.decisions.abnormal import explains
from tenant_apps.trading.engines.clock.decisions.engines import ENGINES
from tenant_apps.trading.kernel import errors
from tenant_apps.trading.kernel.commands.acting import BidAnswer, act, keep_refused_act
from tenant_apps.trading.kernel.commands.running import lock_lot, owe_close
from tenant_apps.trading.kernel.models import Lot, TradingEvent


class ExplainPrice(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Why the price holds: materials, method, stock, subsidies."""

    lot_id: UUID
    text: str
    company_id: UUID | None = None

    def payload(self) -> dict[str, Any]:
        return {"act": "explain", "text": self.text}


class JudgeExplanation(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """`bid` is the number of the bid that waits; a rejected one counts as if it had not been made."""

    lot_id: UUID
    bid: int
    accepted: bool
    reason: str

    def payload(self) -> dict[str, Any]:
        return {"act": "judge", "bid": self.bid, "accepted": self.accepted, "reason": self.reason}


def keep_refused_explanation(ctx: Context, data: ExplainPrice, refusal: Refusal) -> None:
    if _explained(data.lot_id) is not None:
        keep_refused_act(ctx, data.lot_id, data.company_id, data.payload())


def keep_refused_judgement(ctx: Context, data: JudgeExplanation, refusal: Refusal) -> None:
    run = _explained(data.lot_id)
    if run is not None and ctx.actor.company_id in (None, run.initiator_id):
        keep_refused_act(ctx, data.lot_id, run.initiator_id, data.payload())


@command("trading.explain_price", input=ExplainPrice, on_refusal=keep_refused_explanation)
def explain_price(ctx: Context, data: ExplainPrice) -> BidAnswer:
    """Explain the price of one's company that the lot waits for.

    Locks the lot. Refuses everybody else, empty words, a second explanation, and everything outside the time for it.
    """
    _visible(ctx, data.lot_id)
    return _done(ctx, "trading.explain_price", data.lot_id, data.company_id, data.payload())


@command("trading.judge_explanation", input=JudgeExplanation, on_refusal=keep_refused_judgement)
def judge_explanation(ctx: Context, data: JudgeExplanation) -> BidAnswer:
    """Accept an explanation, which awards the lot, or reject it, which turns to the next in the order.

    Locks the lot. Refuses everybody but the initiator, bids that do not wait, and a decision without a reason.
    """
    run = _visible(ctx, data.lot_id)
    return _done(ctx, "trading.judge_explanation", data.lot_id, run.initiator_id, data.payload())


def _done(
    ctx: Context, permission: str, lot_id: UUID, company_id: UUID | None, payload: Mapping[str, Any]
) -> BidAnswer:
    """Act, and owe the close at the end that follows: it may have come nearer."""
    answer = act(ctx, permission, lot_id, company_id, payload)
    running = lock_lot(ctx, lot_id)
    end = running.end_at
    if end is not None and not running.run.final_state:
        owe_close(running.run, running.lot, end)
    return answer


def _explained(lot_id: UUID) -> TradingEvent | None:
    """The event of the lot, if prices may have to be explained in it."""
    run = TradingEvent.objects.filter(lots__pk=lot_id, mode__in=ENGINES).first()
    return run if run is not None and explains(run.rules) else None


def _visible(ctx: Context, lot_id: UUID) -> TradingEvent:
    """The event of the lot; refuses one that the actor may not see, and one in which nothing is explained."""
    runs = TradingEvent.objects.all() if ctx.actor.kind == "system" else TradingEvent.objects.visible_to(ctx.actor)
    if not Lot.objects.filter(pk=lot_id, trading_event__in=runs).exists():
        raise errors.event_unknown(lot_id)
    run = _explained(lot_id)
    if run is None:
        raise errors.of_verdict("trading.nothing_to_explain", {})
    return run
