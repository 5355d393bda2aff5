"""Withdraw an event before it opens, or cancel it afterwards, with a typed reason."""

from typing import Literal
from uuid import UUID

import msgspec

from shared_apps.commands import Context, command
from tenant_apps.inventory.commands import release_holds
from tenant_apps.trading.kernel import errors
from tenant_apps.trading.kernel.commands.announce import announce
from tenant_apps.trading.kernel.commands.running import HOLD_EVENT, lock_run_of
from tenant_apps.trading.kernel.events import EventEnded
from tenant_apps.trading.kernel.gates import gates

CancelReason = Literal[
    "no_demand", "unfixable_error", "too_few_offers", "force_majeure", "budget_cut", "impartiality_broken",
    "date_violation",
]  # fmt: skip


class CancelEvent(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    event_id: UUID
    reason: CancelReason


class EventCancelled(msgspec.Struct, frozen=True, kw_only=True):
    event_id: UUID
    number: str
    final_state: str


@command("trading.cancel_event", input=CancelEvent)
def cancel_event(ctx: Context, data: CancelEvent) -> EventCancelled:
    """End an event without a result; held goods are free again.

    Before it opens the initiator withdraws it. Once it is open bids bind those who made them, so only the marketplace
    may cancel it then.
    """
    running = lock_run_of(ctx, data.event_id, "trading.cancel_event")
    run = running.run
    if run.final_state or (run.paused_at is None and running.has_ended):
        raise errors.event_over(run.number)
    has_opened = run.opens_at is not None and run.opens_at <= running.now
    if has_opened and ctx.actor.company_id is not None:
        raise errors.only_marketplace_cancels(run.number)
    release_holds(ctx, HOLD_EVENT, run.pk)
    run.final_state = "cancelled" if has_opened else "withdrawn"
    run.final_reason, run.final_at, run.paused_at = data.reason, running.now, None
    run.save(update_fields=["final_state", "final_reason", "final_at", "paused_at"])
    running.lot.closed_at = running.now
    running.lot.outcome = {"reason": data.reason, "allocations": []}
    running.lot.save(update_fields=["closed_at", "outcome"])
    for gate in gates():
        gate.at_end(ctx, run, running.lot)
    announce(running)
    ctx.emit(EventEnded(trading_event_id=run.pk, number=run.number, final_state=run.final_state))
    ctx.audit(target="trading.trading_event", target_id=run.pk, facts={"number": run.number, "reason": data.reason})
    return EventCancelled(event_id=run.pk, number=run.number, final_state=run.final_state)
