"""An act in the lot of a running event: a bid, an answer, an award. The engine decides, the ledger keeps.

A refused act is written too, in a transaction of its own, after the refusal has rolled everything back. It is decided
again there, under the lock and with that moment's time, so that its number, time and reason fit each other in the
ledger. Every command that acts in a lot has `act` as its body and `keep_refused_act` behind its refusals.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec

from shared_apps.commands import Context
from shared_apps.foundation.faults import faultpoint
from tenant_apps.parties.queries import list_by_ids
from tenant_apps.trading.kernel import errors
from tenant_apps.trading.kernel.commands.announce import announce
from tenant_apps.trading.kernel.commands.close_lot import close
from tenant_apps.trading.kernel.commands.name_parties import acting_company, trading_pair
from tenant_apps.trading.kernel.commands.record_bid import NewBid, record_bid
from tenant_apps.trading.kernel.commands.running import RunningLot, lock_lot
from tenant_apps.trading.kernel.decisions.engine import Command, Verdict
from tenant_apps.trading.kernel.decisions.visibility import cut_refusal, preset_of
from tenant_apps.trading.kernel.models import Lot, Participant, TradingEvent

# What the kernel refuses before the engine is asked; the verifier takes these reasons as given.
OVERTAKEN = "trading.overtaken"
Payload = Mapping[str, Any]


class BidAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """`seq` is the bid's number in the lot's ledger, `hash` what binds it there: keep both as the receipt."""

    lot_id: UUID
    seq: int
    hash: str
    received_at: datetime
    closed: bool


def act(ctx: Context, permission: str, lot_id: UUID, company_id: UUID | None, payload: Payload) -> BidAnswer:
    """Act for a company in a lot; the number in the ledger is the act's place in time.

    Locks the lot. Refuses companies that have neither joined nor opened the event, paused and ended events, and
    whatever the engine refuses, with the next valid value among the facts. Closes the lot when the act has ended it.
    """
    company_id = acting_company(ctx, permission, company_id, field="company_id")
    running = lock_lot(ctx, lot_id)
    if not _may_know(running.run, company_id):
        raise errors.event_unknown(lot_id)
    verdict = _verdict(running, company_id, payload)
    if not verdict.accepted:
        raise errors.of_verdict(verdict.reason, _told(running, verdict))
    initiator = running.run.initiator_id
    if company_id != initiator:
        trading_pair(*((company_id, initiator) if running.run.side == "sell" else (initiator, company_id)))
    for happened in running.engine.decide(running.state, _command(running, company_id, payload), running.now).events:
        running.state = running.engine.apply(running.state, happened)
    bid = record_bid(ctx, running.lot, _new(running, company_id, payload, verdict))
    running.save()
    faultpoint("trading.bid.before_commit")
    if running.has_ended:
        close(ctx, running)
    announce(running)
    ctx.audit(target="trading.trading_event", target_id=running.run.pk, facts={"seq": bid.seq, "hash": bid.hash})
    return BidAnswer(
        lot_id=running.lot.pk,
        seq=bid.seq,
        hash=bid.hash,
        received_at=running.now,
        closed=running.lot.closed_at is not None,
    )


def keep_refused_act(ctx: Context, lot_id: UUID, company_id: UUID | None, payload: Payload) -> None:
    """Write a refused act into the lot's ledger, unless no known company or lot took part in it."""
    company_id = company_id or ctx.actor.company_id
    if company_id is None or company_id not in list_by_ids([company_id]):
        return
    lot = Lot.objects.filter(pk=lot_id).exclude(engine_state={}).select_related("trading_event").first()
    if lot is None or not _may_know(lot.trading_event, company_id):
        return
    running = lock_lot(ctx, lot_id)
    verdict = _verdict(running, company_id, payload)
    reason = OVERTAKEN if verdict.accepted else verdict.reason
    record_bid(ctx, running.lot, _new(running, company_id, payload, Verdict(False, reason)))


def _may_know(run: TradingEvent, company_id: UUID) -> bool:
    """Whether the event exists for this company at all: one for named companies does not for the others."""
    if run.audience == "all" or run.initiator_id == company_id:
        return True
    return Participant.objects.filter(trading_event_id=run.pk, company_id=company_id).exists()


def _verdict(running: RunningLot, company_id: UUID, payload: Payload) -> Verdict:
    """What kernel and engine say now, in that order."""
    joined = Participant.objects.filter(
        trading_event_id=running.run.pk, company_id=company_id, joined_at__isnull=False
    ).exists()
    if not joined and company_id != running.run.initiator_id:
        return Verdict(False, "trading.not_joined")
    if running.run.final_state or running.lot.closed_at is not None:
        return Verdict(False, "trading.closed")
    if running.run.paused_at is not None:
        return Verdict(False, "trading.paused")
    return running.engine.decide(running.state, _command(running, company_id, payload), running.now).verdict


def _told(running: RunningLot, verdict: Verdict) -> dict[str, Any]:
    rules = running.run.rules
    return cut_refusal(verdict.facts, preset_of(rules), beats_market=rules.get("beat", "market_best") == "market_best")


def _command(running: RunningLot, company_id: UUID, payload: Payload) -> Command:
    return Command(seq=running.lot.last_seq + 1, company_id=company_id, payload=payload)


def _new(running: RunningLot, company_id: UUID, payload: Payload, verdict: Verdict) -> NewBid:
    return NewBid(
        company_id=company_id,
        payload=payload,
        ruleset_hash=running.run.ruleset_hash,
        verdict="accepted" if verdict.accepted else "refused",
        verdict_reason=verdict.reason[:80],
        received_at=running.now,
    )
