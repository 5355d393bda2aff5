"""An act in a listing: gates and engine decide, the ledger keeps it, and goods and deals follow.

Every command of a listing has `act` as its body. A refused one is written too, in a transaction of its own, after the
refusal has rolled everything back; `keep_refused` decides it again there, so that number, time and reason fit.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from shared_apps.commands.context import Context
from shared_apps.foundation.faults import faultpoint
from shared_apps.foundation.refusals import Refusal
from shared_apps.outbox import jobs
from tenant_apps.parties.queries import list_by_ids
from tenant_apps.trading.engines.listing import errors
from tenant_apps.trading.engines.listing.commands.contracting import form_share
from tenant_apps.trading.engines.listing.commands.listed import (
    MODE,
    end_listing,
    free_take,
    hold_for_take,
    id_of_take,
    lock_listing,
)
from tenant_apps.trading.engines.listing.decisions.events import Contracted, Ended, Held, Released
from tenant_apps.trading.engines.listing.decisions.state import Hold
from tenant_apps.trading.kernel import gates
from tenant_apps.trading.kernel.commands import NewBid, record_bid
from tenant_apps.trading.kernel.commands.running import RunningLot
from tenant_apps.trading.kernel.decisions.engine import Command, Decision, Verdict
from tenant_apps.trading.kernel.models import Bid, Lot, Participant, TradingEvent
from tenant_apps.trading.kernel.types import DealFacts

RELEASE_JOB = "trading.release_take"
OVERTAKEN = "trading.overtaken"
# Refusals from facts that are not the engine's: the ledger keeps them as they are.
OUTSIDE = frozenset(
    {
        "trading.item_not_yours", "trading.item_not_for_sale", "trading.other_unit", "trading.company_suspended",
        "trading.company_may_not_buy", "trading.company_may_not_sell", "trading.basket_refused",
        "inventory.insufficient_stock",
    }
)  # fmt: skip
Payload = Mapping[str, Any]


@dataclass(slots=True)
class Acted:
    """What came of an act: its row in the ledger, the deals it formed, and the take that now waits."""

    bid: Bid
    deals: list[DealFacts] = field(default_factory=list)
    waits: Hold | None = None


def act(ctx: Context, running: RunningLot, company_id: UUID, payload: Payload) -> Acted:
    """Decide an act under the lot's lock and do what follows from it; raise what refuses it."""
    decision = decide(ctx, running, company_id, payload)
    if not decision.verdict.accepted:
        raise errors.of_verdict(decision.verdict.reason, decision.verdict.facts)
    for happened in decision.events:
        running.state = running.engine.apply(running.state, happened)
    bid = record_bid(ctx, running.lot, _new(running, company_id, payload, decision.verdict))
    running.save()
    acted = Acted(bid)
    for happened in decision.events:
        if isinstance(happened, Contracted):
            seq = happened.share.seq
            bid_id = bid.pk if seq == bid.seq else id_of_take(running, seq)
            acted.deals.append(form_share(ctx, running, happened.share, bid_id))
        elif isinstance(happened, Held):
            acted.waits = happened.hold
            hold_for_take(ctx, running, happened.hold)
            _owe_release(running, happened.hold)
        elif isinstance(happened, Released):
            free_take(ctx, running, happened.seq)
        elif isinstance(happened, Ended):
            end_listing(ctx, running, happened.how)
    faultpoint("trading.take.before_commit")
    return acted


def decide(ctx: Context, running: RunningLot, company_id: UUID, payload: Payload) -> Decision:
    """What gates and engine say now. Gates are asked about takes alone: answers and the clock's acts are no bids."""
    if payload.get("act") == "take":
        stopped = gates.at_bid(ctx, running, company_id)
        if stopped is not None:
            return Decision(stopped)
    command = Command(seq=running.lot.last_seq + 1, company_id=company_id, payload=payload)
    return running.engine.decide(running.state, command, running.now)


def keep_refused(ctx: Context, listing_id: UUID, company_id: UUID | None, payload: Payload, refusal: Refusal) -> None:
    """Write a refused act into the lot's ledger, unless no known company or listing took part in it."""
    if company_id is None or company_id not in list_by_ids([company_id]):
        return
    if not Lot.objects.filter(trading_event_id=listing_id, trading_event__mode=MODE).exists():
        return
    running = lock_listing(ctx, listing_id)
    if not exists_for(running, company_id):
        return
    decision = decide(ctx, running, company_id, payload)
    reason = decision.verdict.reason
    if decision.verdict.accepted:
        reason = refusal.code if refusal.code in OUTSIDE else OVERTAKEN
    record_bid(ctx, running.lot, _new(running, company_id, payload, Verdict(False, reason)))


def lister_for(ctx: Context, listing_id: UUID) -> UUID | None:
    """Who listed, for its own people and the marketplace. None for everybody else: it is not theirs to try."""
    found: UUID | None = (
        TradingEvent.objects.filter(pk=listing_id, mode=MODE).values_list("initiator_id", flat=True).first()
    )
    return found if ctx.actor.company_id in (None, found) else None


def exists_for(running: RunningLot, company_id: UUID) -> bool:
    """Whether the listing is there for the company: not before its review, nor for companies it does not name."""
    run = running.run
    if company_id == run.initiator_id:
        return True
    if run.published_at is None:
        return False
    if run.audience == "all":
        return True
    return Participant.objects.filter(trading_event_id=run.pk, company_id=company_id).exists()


def _owe_release(running: RunningLot, hold: Hold) -> None:
    payload = {"listing_id": str(running.run.pk), "take": hold.share.seq}
    jobs.enqueue(RELEASE_JOB, f"Release a take of {running.run.number}", payload, at=hold.until)


def _new(running: RunningLot, company_id: UUID, payload: Payload, verdict: Verdict) -> NewBid:
    return NewBid(
        company_id=company_id,
        payload=payload,
        ruleset_hash=running.run.ruleset_hash,
        verdict="accepted" if verdict.accepted else "refused",
        verdict_reason=verdict.reason[:80],
        received_at=running.now,
    )
