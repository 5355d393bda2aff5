"""Serve takes that were left behind before a Dutch auction opened, when the clock reaches their price.

The act stands in the ledger. A press of the same tick serves them too, before itself, so a late job changes nothing but
when the room shows it.
"""

from datetime import datetime
from uuid import UUID

import msgspec

from shared_apps.commands import Context, command
from shared_apps.outbox import jobs
from tenant_apps.trading.engines.clock.decisions.dutch_state import DutchState
from tenant_apps.trading.kernel.commands.acting import act
from tenant_apps.trading.kernel.commands.running import RunningLot, lock_lot, lock_lot_of

SERVE_JOB = "trading.serve_absentees"


class ServeAbsentees(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    lot_id: UUID


class AbsenteesServed(msgspec.Struct, frozen=True, kw_only=True):
    number: str
    waiting: int


@command("trading.serve_absentees", input=ServeAbsentees, system_only=True)
def serve_absentees(ctx: Context, data: ServeAbsentees) -> AbsenteesServed:
    """Serve what is due and owe the next look; an event that has ended or stands still is left alone."""
    running = lock_lot(ctx, data.lot_id)
    if _runs(running) and running.state.due(running.now):
        act(ctx, "trading.serve_absentees", data.lot_id, running.run.initiator_id, {"act": "serve"})
        running = lock_lot(ctx, data.lot_id)
    if _runs(running):
        owe_serving(running)
    waiting = len(running.state.orders) if isinstance(running.state, DutchState) else 0
    ctx.audit(target="trading.trading_event", target_id=running.run.pk, facts={"waiting": waiting})
    return AbsenteesServed(number=running.run.number, waiting=waiting)


def owe_serving_of(ctx: Context, event_id: UUID) -> None:
    """Owe the first look at an event in which takes may be left behind: at its opening, or when it goes on."""
    running = lock_lot_of(ctx, event_id)
    state = running.state
    if _runs(running) and state.rules.pre_bid:
        _owe(running, max(state.terms.opens_at, running.now))


def owe_serving(running: RunningLot) -> None:
    """Owe the look at the tick in which the next take is due."""
    state = running.state
    ticks = [one.tick for one in state.orders if one.tick <= state.schedule.last_tick]
    if running.now < state.terms.opens_at:
        _owe(running, state.terms.opens_at)
    elif ticks:
        _owe(running, state.tick_starts(min(ticks)))


def _runs(running: RunningLot) -> bool:
    run = running.run
    stands = run.paused_at is not None or bool(run.final_state) or running.lot.closed_at is not None
    return isinstance(running.state, DutchState) and not stands and not running.has_ended


def _owe(running: RunningLot, at: datetime) -> None:
    jobs.enqueue(SERVE_JOB, f"Serve {running.run.number}", {"lot_id": str(running.lot.pk)}, at=at)
