"""Close a lot when its end has come: awards, deals, the event's final state.

Whoever cannot be awarded (suspended meanwhile, goods gone) is passed over and the engine is asked again without it: the
award cascade. Bids stop at the end by themselves; closing late changes nothing about the result.
"""

from collections.abc import Sequence
from decimal import Decimal
from uuid import UUID

import msgspec

from shared_apps.commands import Context, command
from shared_apps.foundation.faults import faultpoint
from shared_apps.foundation.ids import uuid7
from shared_apps.foundation.quantity import plain
from shared_apps.foundation.refusals import Refusal
from tenant_apps.catalogue.queries import ItemFacts, get_items
from tenant_apps.inventory.commands import HoldLine, hold_stock, release_holds
from tenant_apps.parties.queries import list_by_ids
from tenant_apps.trading.kernel.commands.announce import announce
from tenant_apps.trading.kernel.commands.form_deal import form_deal
from tenant_apps.trading.kernel.commands.name_parties import trading_pair
from tenant_apps.trading.kernel.commands.running import HOLD_DEAL, HOLD_EVENT, RunningLot, lock_lot, owe_close
from tenant_apps.trading.kernel.commands.second_chance import gives_second_chance
from tenant_apps.trading.kernel.decisions.engine import Allocation, Outcome
from tenant_apps.trading.kernel.events import EventEnded
from tenant_apps.trading.kernel.gates import gates
from tenant_apps.trading.kernel.models import Award, Bid, LotItem, Participant
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
    """Award what the engine says, form the deals, end the event; how many deals were formed. The lot is locked.

    With too few bidders, and rules that give it more time once, the lot goes on instead.
    """
    if gives_second_chance(ctx, running):
        return 0
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
                "line_no": one.line_no,
            }
            | ({"item": str(one.item_id)} if one.item_id else {})
            | ({"currency": one.currency} if one.currency else {})
            for one in outcome.allocations
        ],
    }
    lot.save(update_fields=["closed_at", "outcome"])
    run.final_state = "complete" if outcome.successful else "unsuccessful"
    run.final_reason, run.final_at = outcome.reason[:40], running.now
    run.save(update_fields=["final_state", "final_reason", "final_at"])
    for gate in gates():
        gate.at_end(ctx, run, lot)
    faultpoint("trading.close.before_commit")
    ctx.emit(EventEnded(trading_event_id=run.pk, number=run.number, final_state=run.final_state))
    return len(outcome.by_bid)


def _award_all(ctx: Context, running: RunningLot) -> tuple[Outcome, dict[UUID, str]]:
    """Award until every winner can be awarded. A try that fails leaves nothing behind."""
    initiator = list_by_ids([running.run.initiator_id])[running.run.initiator_id]
    if initiator.state != "active":
        return Outcome((), "initiator_suspended"), {}
    passed_over: dict[UUID, str] = {}
    taken = {line.pk: line.taken for line in running.lines}
    while True:
        outcome = running.engine.outcome(running.state, frozenset(passed_over))
        company_id = None
        try:
            with ctx.attempt():
                for allocations in outcome.by_bid:
                    company_id = allocations[0].company_id
                    _award(ctx, running, allocations)
            return outcome, passed_over
        except Refusal as refusal:
            if company_id is None or company_id in passed_over:
                raise
            passed_over[company_id] = refusal.code
            for line in running.lines:
                line.taken = taken[line.pk]


def _award(ctx: Context, running: RunningLot, allocations: Sequence[Allocation]) -> None:
    """One bid wins: its award, the stock for it, and one deal over all its lines."""
    run, first = running.run, allocations[0]
    buyer_id, seller_id = (
        (first.company_id, run.initiator_id) if run.side == "sell" else (run.initiator_id, first.company_id)
    )
    trading_pair(buyer_id, seller_id, guest=first.company_id)
    for gate in gates():
        gate.at_award(ctx, run, first.company_id, allocations)
    lines = {line.line_no: line for line in running.lines}
    items = _items(running, allocations)
    deal_id = uuid7()
    held = _held(ctx, deal_id, [(lines[one.line_no], items[one], one) for one in allocations])
    bid = Bid.objects.only("pk").get(lot_id=running.lot.pk, seq=first.seq)
    award = Award.objects.create(
        lot_id=running.lot.pk, bid_id=bid.pk, company_id=first.company_id, reason="best_bid", awarded_at=running.now
    )
    for one in allocations:
        line = lines[one.line_no]
        line.taken += one.quantity
        line.save(update_fields=["taken"])
    deal = form_deal(
        ctx,
        FormDeal(
            deal_id=deal_id,
            origin=run.mode,
            buyer_id=buyer_id,
            seller_id=seller_id,
            title=run.title,
            currency=first.currency or run.currency,
            lines=tuple(
                AgreedLine(
                    item_id=items[one].id,
                    warehouse_id=held[one],
                    description=items[one].name,
                    quantity=one.quantity,
                    unit=lines[one.line_no].unit,
                    unit_price=Decimal(one.unit_price),
                    tax_rate=items[one].tax_rate,
                )
                for one in allocations
            ),
            formed_by=f"award of bid {first.seq} in {run.number}",
            trading_event_id=run.pk,
            award_id=award.pk,
        ),
    )
    for gate in gates():
        gate.at_deal(ctx, run, deal)


def _items(running: RunningLot, allocations: Sequence[Allocation]) -> dict[Allocation, ItemFacts]:
    """What each allocation delivers: the initiator's own goods, or what the bid or its bidder named."""
    sells, lines = running.run.side == "sell", {line.line_no: line for line in running.lines}
    offered = None if sells else _offered_item(running, allocations[0].company_id)
    ids = {one: lines[one.line_no].item_id if sells else one.item_id or offered for one in allocations}
    known = get_items([item_id for item_id in ids.values() if item_id])
    missing = [one.line_no for one, item_id in ids.items() if item_id not in known]
    if missing:
        raise RuntimeError(f"an award in {running.run.number} has no item for line {missing[0]}")
    return {one: known[item_id] for one, item_id in ids.items() if item_id}


def _held(
    ctx: Context, deal_id: UUID, wanted: Sequence[tuple[LotItem, ItemFacts, Allocation]]
) -> dict[Allocation, UUID | None]:
    """Hold the stock for a deal; which warehouse each allocation comes from. Services have no stock."""
    asked = [
        HoldLine(item_id=item.id, warehouse_id=line.warehouse_id, quantity=one.quantity) for line, item, one in wanted
    ]
    holds = iter(hold_stock(ctx, asked, HOLD_DEAL, deal_id))
    return {one: next(holds).warehouse_id if item.stocked else line.warehouse_id for line, item, one in wanted}


def _offered_item(running: RunningLot, company_id: UUID) -> UUID | None:
    found: UUID | None = (
        Participant.objects.filter(trading_event_id=running.run.pk, company_id=company_id)
        .values_list("item_id", flat=True)
        .first()
    )
    return found
