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
from tenant_apps.trading.kernel import errors, gates
from tenant_apps.trading.kernel.commands.announce import announce
from tenant_apps.trading.kernel.commands.close_lot import close
from tenant_apps.trading.kernel.commands.name_parties import acting_company, trading_pair
from tenant_apps.trading.kernel.commands.record_bid import NewBid, record_bid
from tenant_apps.trading.kernel.commands.running import RunningLot, lock_lot
from tenant_apps.trading.kernel.decisions.acts import ActFacts, judge, told
from tenant_apps.trading.kernel.decisions.engine import Command, Decision, Verdict
from tenant_apps.trading.kernel.models import Lot, Participant

# A refused act that would be accepted when it is written: others came in between.
OVERTAKEN = "trading.overtaken"
Payload = Mapping[str, Any]


class BidAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """`seq` is the bid's number in the lot's ledger, `hash` what binds it there: keep both as the receipt."""

    lot_id: UUID
    seq: int
    hash: str
    received_at: datetime
    closed: bool


def act(
    ctx: Context, permission: str, lot_id: UUID, company_id: UUID | None, payload: Payload, *, entitled: bool = False
) -> BidAnswer:
    """Act for a company in a lot; the number in the ledger is the act's place in time.

    `entitled`: the caller knows that this person may act for a company that is not its own.

    Locks the lot. Refuses companies that have neither joined nor opened the event, paused and ended events, and
    whatever a gate or the engine refuses, with the next valid value among the facts. Closes the lot when the act has
    ended it.
    """
    if not entitled or company_id is None:
        company_id = acting_company(ctx, permission, company_id, field="company_id")
    running = lock_lot(ctx, lot_id)
    decision = _decision(ctx, running, company_id, payload)
    if decision is None:
        raise errors.event_unknown(lot_id)
    verdict = decision.verdict
    if not verdict.accepted:
        raise errors.of_verdict(verdict.reason, told(verdict, running.run.rules))
    initiator = running.run.initiator_id
    if company_id != initiator:
        sides = (company_id, initiator) if running.run.side == "sell" else (initiator, company_id)
        trading_pair(*sides, guest=company_id)
    for happened in decision.events:
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
    if not Lot.objects.filter(pk=lot_id).exclude(engine_state={}).exists():
        return
    running = lock_lot(ctx, lot_id)
    decision = _decision(ctx, running, company_id, payload)
    if decision is None:
        return
    reason = OVERTAKEN if decision.verdict.accepted else decision.verdict.reason
    record_bid(ctx, running.lot, _new(running, company_id, payload, Verdict(False, reason)))


def _decision(ctx: Context, running: RunningLot, company_id: UUID, payload: Payload) -> Decision | None:
    """What kernel, gates and engine say now; None where the event does not exist for the company."""
    run = running.run
    row = Participant.objects.filter(trading_event_id=run.pk, company_id=company_id).only("joined_at").first()
    facts = ActFacts(
        is_initiator=company_id == run.initiator_id,
        is_participant=row is not None,
        has_joined=row is not None and row.joined_at is not None,
        is_for_all=run.audience == "all",
        is_over=bool(run.final_state) or running.lot.closed_at is not None,
        is_paused=run.paused_at is not None,
    )

    def decide() -> Decision:
        stopped = gates.at_bid(ctx, running, company_id)
        if stopped is not None:
            return Decision(stopped)
        return running.engine.decide(running.state, _command(running, company_id, payload), running.now)

    return judge(facts, decide)


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
