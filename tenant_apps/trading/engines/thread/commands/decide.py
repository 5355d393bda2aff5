"""How a request ends: the initiator awards it, with a second person where the rules ask for one, or closes it."""

from decimal import Decimal
from typing import Any, Literal
from uuid import UUID

import msgspec

from shared_apps.commands import Context, command
from shared_apps.foundation.refusals import Refusal
from tenant_apps.parties.queries import list_by_ids
from tenant_apps.trading.engines.thread import errors
from tenant_apps.trading.engines.thread.commands.acting import initiator_for, told
from tenant_apps.trading.engines.thread.person_marks import mark_of
from tenant_apps.trading.kernel.commands import BidAnswer, act, keep_refused_act
from tenant_apps.trading.kernel.commands.reach import refuse_award_beyond
from tenant_apps.trading.kernel.models import Lot

CloseReason = Literal["no_demand", "too_expensive", "too_few_offers", "budget_cut", "information_only"]


class AwardLineIn(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """`quote` is the number of the version; without `quantity` everything it quotes of the line."""

    quote: int
    line: int
    quantity: str | None = None


class AwardRequest(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """`text` is the reason; it is needed where something that stands would have been better."""

    lot_id: UUID
    lines: list[AwardLineIn]
    text: str = ""

    def payload(self, by: str = "") -> dict[str, Any]:
        rows = [
            {name: value for name, value in msgspec.structs.asdict(line).items() if value is not None}
            for line in self.lines
        ]
        return told(self, "award") | {"lines": rows} | ({"by": by} if by else {})


class ApproveAward(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """`award` is the number of the award that waits."""

    lot_id: UUID
    award: int

    def payload(self, by: str) -> dict[str, Any]:
        return told(self, "approve") | {"by": by}


class RejectAward(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    lot_id: UUID
    award: int
    text: str = ""

    def payload(self, by: str) -> dict[str, Any]:
        return told(self, "reject") | {"by": by}


class CloseRequest(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    lot_id: UUID
    reason: CloseReason
    text: str = ""

    def payload(self) -> dict[str, Any]:
        return told(self, "close")


def person_mark(ctx: Context, lot_id: UUID) -> str:
    """Who decides; empty where the rules ask for no second person: then nothing about people is kept."""
    rules = Lot.objects.filter(pk=lot_id).values_list("trading_event__rules", flat=True).first() or {}
    if not Decimal(str(rules.get("approval_above", "0"))):
        return ""
    return mark_of(ctx.actor, lot_id)


def keep_refused_decision(
    ctx: Context, data: AwardRequest | ApproveAward | RejectAward | CloseRequest, refusal: Refusal
) -> None:
    payload = data.payload() if isinstance(data, CloseRequest) else data.payload(person_mark(ctx, data.lot_id))
    keep_refused_act(ctx, data.lot_id, initiator_for(ctx, data.lot_id), payload)


@command(
    "thread.award_request", input=AwardRequest, on_refusal=keep_refused_decision, needs_fresh_factor=True, risk="high"
)
def award_request(ctx: Context, data: AwardRequest) -> BidAnswer:
    """Accept quotes: one deal for each company, at exactly the prices of the versions that are named.

    Locks the lot. Refuses versions that are superseded, withdrawn or have run out, shares that the rules do not allow,
    and a company that cannot be awarded now: then nothing has happened. Where the rules ask for a second person, the
    award waits (`closed` is false) until somebody else approves it.
    """
    payload = data.payload(person_mark(ctx, data.lot_id))
    answer = act(ctx, "thread.award_request", data.lot_id, initiator_for(ctx, data.lot_id), payload)
    _check_winners(data.lot_id)
    _check_reach(ctx, answer)
    return answer


@command(
    "thread.approve_award", input=ApproveAward, needs_fresh_factor=True, risk="high", on_refusal=keep_refused_decision
)
def approve_award(ctx: Context, data: ApproveAward) -> BidAnswer:
    """Approve an award that somebody else made: its deals are formed now, if it could still be made.

    Locks the lot. Refuses who made the award, and an award whose quotes have changed, run out or were withdrawn.
    """
    payload = data.payload(person_mark(ctx, data.lot_id))
    answer = act(ctx, "thread.approve_award", data.lot_id, initiator_for(ctx, data.lot_id), payload)
    _check_winners(data.lot_id)
    _check_reach(ctx, answer)
    return answer


@command("thread.reject_award", input=RejectAward, on_refusal=keep_refused_decision)
def reject_award(ctx: Context, data: RejectAward) -> BidAnswer:
    """Give an award up that waits for approval. The request goes on."""
    payload = data.payload(person_mark(ctx, data.lot_id))
    return act(ctx, "thread.reject_award", data.lot_id, initiator_for(ctx, data.lot_id), payload)


def _check_reach(ctx: Context, answer: BidAnswer) -> None:
    event_id = Lot.objects.values_list("trading_event_id", flat=True).get(pk=answer.lot_id)
    refuse_award_beyond(ctx, event_id, is_closed=answer.closed)


def _check_winners(lot_id: UUID) -> None:
    passed_over: dict[str, str] = Lot.objects.get(pk=lot_id).outcome.get("passed_over", {})
    for company, code in passed_over.items():
        raise errors.winner_unavailable(list_by_ids([UUID(company)])[UUID(company)].name, code)


@command("thread.close_request", input=CloseRequest, on_refusal=keep_refused_decision)
def close_request(ctx: Context, data: CloseRequest) -> BidAnswer:
    """End the request without an award, with a typed reason. What was held in stock is free again."""
    return act(ctx, "thread.close_request", data.lot_id, initiator_for(ctx, data.lot_id), data.payload())
