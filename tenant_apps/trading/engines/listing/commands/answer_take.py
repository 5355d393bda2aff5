"""Answer a take that waits: who listed confirms or rejects it, the marketplace approves or denies it, the clock lets it
go when nobody has answered in time."""

from datetime import datetime
from typing import Any, Literal
from uuid import UUID

import msgspec

from shared_apps.commands import Context, command
from shared_apps.foundation.refusals import Refusal
from tenant_apps.trading.engines.listing import errors
from tenant_apps.trading.engines.listing.commands.acting import Acted, act, decide, keep_refused, lister_for
from tenant_apps.trading.engines.listing.commands.listed import lock_listing
from tenant_apps.trading.kernel.commands import acting_company
from tenant_apps.trading.kernel.commands.running import RunningLot
from tenant_apps.trading.kernel.models import Bid


class AnswerTake(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """`take` is the number of the take in the ledger of its listing."""

    listing_id: UUID
    take: int
    answer: Literal["confirm", "reject"]
    reason: str = ""


class ApproveTake(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    listing_id: UUID
    take: int
    answer: Literal["approve", "deny"]
    reason: str = ""


class ReleaseTake(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    listing_id: UUID
    take: int


class Answered(msgspec.Struct, frozen=True, kw_only=True):
    """`state`: contracted, with the deal; released; or confirmation, where the take now waits for who listed."""

    listing_id: UUID
    take: int
    state: str
    deal_id: UUID | None = None
    deal_number: str = ""
    waits_until: datetime | None = None


def keep_refused_answer(ctx: Context, data: AnswerTake, refusal: Refusal) -> None:
    keep_refused(ctx, data.listing_id, lister_for(ctx, data.listing_id), _told(data), refusal)


@command("trading.answer_take", input=AnswerTake, on_refusal=keep_refused_answer)
def answer_take(ctx: Context, data: AnswerTake) -> Answered:
    """Confirm a take, which forms its deal, or reject it, which gives its quantity back.

    Locks the lot, then stock levels, then the number series. Refuses takes that do not wait for this answer.
    """
    running = lock_listing(ctx, data.listing_id)
    if ctx.actor.company_id not in (None, running.run.initiator_id):
        raise errors.listing_unknown(data.listing_id)
    company_id = acting_company(ctx, "trading.answer_take", running.run.initiator_id, field="listing_id")
    return _answered(ctx, running, data.take, act(ctx, running, company_id, _told(data)))


@command("trading.approve_take", input=ApproveTake)
def approve_take(ctx: Context, data: ApproveTake) -> Answered:
    """Approve a take that waits for the marketplace, or deny it. In the ledger it stands under the taker."""
    if ctx.actor.company_id is not None:
        raise errors.only_the_marketplace()
    running = lock_listing(ctx, data.listing_id)
    company_id = _taker(running, data.take)
    payload = {"act": data.answer, "take": data.take} | ({"reason": data.reason[:200]} if data.reason else {})
    return _answered(ctx, running, data.take, act(ctx, running, company_id, payload))


@command("trading.release_take", input=ReleaseTake, system_only=True)
def release_take(ctx: Context, data: ReleaseTake) -> Answered:
    """Let go of a take whose time is over; changes nothing when it was answered before, or waits longer."""
    running = lock_listing(ctx, data.listing_id)
    company_id = _taker(running, data.take)
    payload = {"act": "release", "take": data.take}
    if running.run.final_state or not decide(ctx, running, company_id, payload).verdict.accepted:
        ctx.audit(target="trading.trading_event", target_id=running.run.pk, facts={"take": data.take})
        return Answered(listing_id=running.run.pk, take=data.take, state="kept")
    return _answered(ctx, running, data.take, act(ctx, running, company_id, payload))


def _told(data: AnswerTake) -> dict[str, Any]:
    told: dict[str, Any] = {"act": data.answer, "take": data.take}
    return told | ({"reason": data.reason[:200]} if data.reason else {})


def _taker(running: RunningLot, seq: int) -> UUID:
    found = Bid.objects.filter(lot_id=running.lot.pk, seq=seq).values_list("company_id", "payload").first()
    if found is None or found[1].get("act") != "take":
        raise errors.of_verdict("trading.take_does_not_wait", {})
    company_id: UUID = found[0]
    return company_id


def _answered(ctx: Context, running: RunningLot, take: int, acted: Acted) -> Answered:
    deal = acted.deals[0] if acted.deals else None
    state = "contracted" if deal else acted.waits.waits if acted.waits else "released"
    facts = {"listing": running.run.number, "take": take, "state": state}
    if deal:
        ctx.audit(target="trading.deal", target_id=deal.id, facts={"number": deal.number, **facts})
    else:
        ctx.audit(target="trading.trading_event", target_id=running.run.pk, facts=facts)
    return Answered(
        listing_id=running.run.pk, take=take, state=state, deal_id=deal.id if deal else None,
        deal_number=deal.number if deal else "", waits_until=acted.waits.until if acted.waits else None,
    )  # fmt: skip
