"""Close a lot when its end has come: awards, deals, the event's final state.

Whoever cannot be awarded (suspended meanwhile, goods gone) is passed over and the engine is asked again without it: the
award cascade. Bids stop at the end by themselves; closing late changes nothing about the result.
"""

from decimal import Decimal
from uuid import UUID

import msgspec

from shared_apps.commands import Context, command
from shared_apps.foundation.faults import faultpoint
from shared_apps.foundation.ids import uuid7
from shared_apps.foundation.quantity import plain
from shared_apps.foundation.refusals import Refusal
from tenant_apps.catalogue.queries import get_items
from tenant_apps.inventory.commands import HoldLine, hold_stock, release_holds
from tenant_apps.parties.queries import list_by_ids
from tenant_apps.trading.kernel.commands.announce import announce
from tenant_apps.trading.kernel.commands.form_deal import form_deal
from tenant_apps.trading.kernel.commands.name_parties import trading_pair
from tenant_apps.trading.kernel.commands.running import HOLD_DEAL, HOLD_EVENT, RunningLot, lock_lot, owe_close
from tenant_apps.trading.kernel.decisions.engine import Allocation, Outcome
from tenant_apps.trading.kernel.events import EventEnded
from tenant_apps.trading.kernel.models import Award, Bid, Participant
from tenant_apps.trading.kernel.types import AgreedLine, FormDeal


class CloseLot(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    lot_id: UUID


class LotClosed(msgspec.Struct, frozen=True, kw_only=True):
    number: str
    final_state: str
    awards: int


@command("trading.close_lot", input=CloseLot, system_only=True)
def close_lot(ctx: Context, data: CloseLot) -> LotClosed:
    """Close the lot if its end has come; if it was moved, owe the next look; if it was closed before, nothing."""
    running = lock_lot(ctx, data.lot_id)
    awards = 0
    if running.lot.closed_at is None and not running.run.final_state and running.run.paused_at is None:
        end = running.end_at
        if running.has_ended:
            awards = close(ctx, running)
            announce(running)
        elif end is not None:
            owe_close(running.run, running.lot, end)
    ctx.audit(target="trading.trading_event", target_id=running.run.pk, facts={"final_state": running.run.final_state})
    return LotClosed(number=running.run.number, final_state=running.run.final_state, awards=awards)


def close(ctx: Context, running: RunningLot) -> int:
    """Award what the engine says, form the deals, end the event; how many deals were formed. The lot is locked."""
    run, lot = running.run, running.lot
    release_holds(ctx, HOLD_EVENT, run.pk)
    outcome, passed_over = _award_all(ctx, running)
    lot.closed_at = running.now
    lot.outcome = {
        "reason": outcome.reason,
        "passed_over": {str(company): reason for company, reason in passed_over.items()},
        "allocations": [
            {
                "seq": one.seq,
                "company": str(one.company_id),
                "quantity": plain(one.quantity),
                "unit_price": plain(one.unit_price),
            }
            for one in outcome.allocations
        ],
    }
    lot.save(update_fields=["closed_at", "outcome"])
    run.final_state = "complete" if outcome.successful else "unsuccessful"
    run.final_reason, run.final_at = outcome.reason[:40], running.now
    run.save(update_fields=["final_state", "final_reason", "final_at"])
    faultpoint("trading.close.before_commit")
    ctx.emit(EventEnded(trading_event_id=run.pk, number=run.number, final_state=run.final_state))
    return len(outcome.allocations)


def _award_all(ctx: Context, running: RunningLot) -> tuple[Outcome, dict[UUID, str]]:
    """Award until every winner can be awarded. A try that fails leaves nothing behind."""
    initiator = list_by_ids([running.run.initiator_id])[running.run.initiator_id]
    if initiator.state != "active":
        return Outcome((), "initiator_suspended"), {}
    passed_over: dict[UUID, str] = {}
    taken = running.line.taken
    while True:
        outcome = running.engine.outcome(running.state, frozenset(passed_over))
        company_id = None
        try:
            with ctx.attempt():
                for allocation in outcome.allocations:
                    company_id = allocation.company_id
                    _award(ctx, running, allocation)
            return outcome, passed_over
        except Refusal as refusal:
            if company_id is None or company_id in passed_over:
                raise
            passed_over[company_id] = refusal.code
            running.line.taken = taken


def _award(ctx: Context, running: RunningLot, allocation: Allocation) -> None:
    run, line = running.run, running.line
    buyer_id, seller_id = (
        (allocation.company_id, run.initiator_id) if run.side == "sell" else (run.initiator_id, allocation.company_id)
    )
    trading_pair(buyer_id, seller_id)
    item_id = line.item_id if run.side == "sell" else _offered_item(running, allocation.company_id)
    item = get_items([item_id])[item_id] if item_id else None
    if item is None:
        raise RuntimeError(f"an award in {run.number} has no item")
    deal_id = uuid7()
    holds = hold_stock(
        ctx,
        [HoldLine(item_id=item.id, warehouse_id=line.warehouse_id, quantity=allocation.quantity)],
        HOLD_DEAL,
        deal_id,
    )
    bid = Bid.objects.only("pk").get(lot_id=running.lot.pk, seq=allocation.seq)
    award = Award.objects.create(
        lot_id=running.lot.pk, bid_id=bid.pk, company_id=allocation.company_id, reason="best_bid",
        awarded_at=running.now,
    )  # fmt: skip
    line.taken += allocation.quantity
    line.save(update_fields=["taken"])
    form_deal(
        ctx,
        FormDeal(
            deal_id=deal_id,
            origin=run.mode,
            buyer_id=buyer_id,
            seller_id=seller_id,
            title=run.title,
            currency=run.currency,
            lines=(
                AgreedLine(
                    item_id=item.id,
                    warehouse_id=holds[0].warehouse_id if holds else line.warehouse_id,
                    description=item.name,
                    quantity=allocation.quantity,
                    unit=line.unit,
                    unit_price=Decimal(allocation.unit_price),
                    tax_rate=item.tax_rate,
                ),
            ),
            formed_by=f"award of bid {allocation.seq} in {run.number}",
            trading_event_id=run.pk,
            award_id=award.pk,
        ),
    )


def _offered_item(running: RunningLot, company_id: UUID) -> UUID | None:
    found: UUID | None = (
        Participant.objects.filter(trading_event_id=running.run.pk, company_id=company_id)
        .values_list("item_id", flat=True)
        .first()
    )
    return found
