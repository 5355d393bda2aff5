"""From the opening to the award: scores, admission, justifications, exclusion, the award, or none."""

from typing import Any
from uuid import UUID

import msgspec

from shared_apps.commands import Context, command
from shared_apps.foundation.refusals import Refusal
from tenant_apps.trading.engines.vault.commands.acts import (
    act_for_initiator,
    initiator_of,
    keep_for_initiator,
    officer_number,
)
from tenant_apps.trading.engines.vault.queries import own_number
from tenant_apps.trading.kernel.commands import BidAnswer, act, acting_company, keep_refused_act
from tenant_apps.trading.kernel.commands.reach import refuse_award_beyond
from tenant_apps.trading.kernel.models import Lot


class _Act(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """An act in the lot of a tender. `payload` is what the ledger keeps: the fields that were given."""

    lot_id: UUID

    def told(self, name: str) -> dict[str, Any]:
        fields = {one: getattr(self, one) for one in self.__struct_fields__ if one not in ("lot_id", "company_id")}
        return {"act": name} | {one: value for one, value in fields.items() if value is not None}


class ScoreBid(_Act, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """`marks` from 0 to 10 by the code of the criterion."""

    bid: int
    marks: dict[str, str]
    note: str | None = None


class LockSheet(_Act, frozen=True, forbid_unknown_fields=True, kw_only=True):
    pass


class AdmitBids(_Act, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """`refused` holds a reason for each bid that is not admitted, by its number; all others are."""

    refused: dict[str, str] = {}


class JustifyPrice(_Act, frozen=True, forbid_unknown_fields=True, kw_only=True):
    bid: int
    text: str
    company_id: UUID | None = None


class JudgePrice(_Act, frozen=True, forbid_unknown_fields=True, kw_only=True):
    bid: int
    accepted: bool
    reason: str


class ExcludeBid(_Act, frozen=True, forbid_unknown_fields=True, kw_only=True):
    bid: int
    reason: str


class AwardTender(_Act, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """`bid` empty: the best. Another one needs a `reason`, where the rules allow it at all."""

    bid: int | None = None
    reason: str | None = None


class EndTender(_Act, frozen=True, forbid_unknown_fields=True, kw_only=True):
    reason: str


def _scored(data: ScoreBid | LockSheet, scorer: int) -> dict[str, Any]:
    return data.told("score" if isinstance(data, ScoreBid) else "lock_sheet") | {"scorer": scorer}


def keep_refused_sheet(ctx: Context, data: ScoreBid | LockSheet, refusal: Refusal) -> None:
    scorer = own_number(ctx.actor, data.lot_id, "scorer")
    if scorer is not None:
        keep_for_initiator(ctx, data.lot_id, _scored(data, scorer))


def keep_refused_justification(ctx: Context, data: JustifyPrice, refusal: Refusal) -> None:
    keep_refused_act(ctx, data.lot_id, data.company_id, data.told("justify"))


def keep_refused_decision(ctx: Context, data: _Act, refusal: Refusal) -> None:
    keep_for_initiator(ctx, data.lot_id, data.told(_NAMES[type(data)]))


_NAMES: dict[type[_Act], str] = {
    AdmitBids: "admit",
    JudgePrice: "judge",
    ExcludeBid: "exclude",
    AwardTender: "award",
    EndTender: "no_award",
}


@command("vault.score_bid", input=ScoreBid, on_refusal=keep_refused_sheet)
def score_bid(ctx: Context, data: ScoreBid) -> BidAnswer:
    """Give a bid marks on one's own sheet, as a named scorer; later marks replace earlier ones until it is locked."""
    ctx.require("vault.score_bid", initiator_of(ctx, data.lot_id))
    number = officer_number(ctx, data.lot_id, "scorer")
    return act_for_initiator(ctx, "vault.score_bid", data.lot_id, _scored(data, number))


@command("vault.lock_sheet", input=LockSheet, on_refusal=keep_refused_sheet)
def lock_sheet(ctx: Context, data: LockSheet) -> BidAnswer:
    """Lock one's own sheet. It then counts and does not change any more."""
    ctx.require("vault.lock_sheet", initiator_of(ctx, data.lot_id))
    number = officer_number(ctx, data.lot_id, "scorer")
    return act_for_initiator(ctx, "vault.lock_sheet", data.lot_id, _scored(data, number))


@command("vault.admit_bids", input=AdmitBids, on_refusal=keep_refused_decision)
def admit_bids(ctx: Context, data: AdmitBids) -> BidAnswer:
    """Say whose price envelopes are opened. Those of the others stay sealed."""
    return act_for_initiator(ctx, "vault.admit_bids", data.lot_id, data.told("admit"))


@command("vault.justify_price", input=JustifyPrice, on_refusal=keep_refused_justification)
def justify_price(ctx: Context, data: JustifyPrice) -> BidAnswer:
    """Say why one's price, which looks abnormal, holds."""
    acting_company(ctx, "vault.justify_price", data.company_id, field="company_id")
    initiator_of(ctx, data.lot_id)
    return act(ctx, "vault.justify_price", data.lot_id, data.company_id, data.told("justify"))


@command("vault.judge_price", input=JudgePrice, on_refusal=keep_refused_decision)
def judge_price(ctx: Context, data: JudgePrice) -> BidAnswer:
    """Accept the justification of an abnormal price, or reject the price, which puts the bid out."""
    return act_for_initiator(ctx, "vault.judge_price", data.lot_id, data.told("judge"))


@command("vault.exclude_bid", input=ExcludeBid, on_refusal=keep_refused_decision)
def exclude_bid(ctx: Context, data: ExcludeBid) -> BidAnswer:
    """Exclude an opened bid, with a reason that is kept."""
    return act_for_initiator(ctx, "vault.exclude_bid", data.lot_id, data.told("exclude"))


@command(
    "vault.award_tender", input=AwardTender, on_refusal=keep_refused_decision, needs_fresh_factor=True, risk="high"
)
def award_tender(ctx: Context, data: AwardTender) -> BidAnswer:
    """Award the tender. Deals are formed at once; whoever cannot be awarded is passed over for the next candidate."""
    answer = act_for_initiator(ctx, "vault.award_tender", data.lot_id, data.told("award"))
    event_id = Lot.objects.values_list("trading_event_id", flat=True).get(pk=answer.lot_id)
    refuse_award_beyond(ctx, event_id, is_closed=answer.closed)
    return answer


@command("vault.end_tender", input=EndTender, on_refusal=keep_refused_decision)
def end_tender(ctx: Context, data: EndTender) -> BidAnswer:
    """End a tender without an award, with a reason that is kept."""
    return act_for_initiator(ctx, "vault.end_tender", data.lot_id, data.told("no_award"))
