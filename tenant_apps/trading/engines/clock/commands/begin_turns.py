"""Begin an auction by turns when its opening bids are in. The act stands in the ledger like every other.

If it cannot begin within the time that the rules allow, it is void: nobody is asked to bid in turns they did not see
coming. Until it has begun its end does not tell how many have bid.
"""

from uuid import UUID

import msgspec

from shared_apps.commands import Context, command
from shared_apps.outbox import jobs
from tenant_apps.trading.engines.clock.decisions.engines import within
from tenant_apps.trading.engines.clock.decisions.turns_state import TurnsState
from tenant_apps.trading.kernel.commands.acting import act
from tenant_apps.trading.kernel.commands.running import RunningLot, lock_lot, lock_lot_of, owe_close

BEGIN_JOB = "trading.begin_turns"


class BeginTurns(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    lot_id: UUID


class TurnsBegun(msgspec.Struct, frozen=True, kw_only=True):
    number: str
    begun: bool


@command("trading.begin_turns", input=BeginTurns, system_only=True)
def begin_turns(ctx: Context, data: BeginTurns) -> TurnsBegun:
    """Begin the auction if its time has come; before that, owe the next look; afterwards, nothing."""
    running = lock_lot(ctx, data.lot_id)
    state = within(running.state)
    waits = isinstance(state, TurnsState) and not state.begun and not running.run.final_state
    if waits and running.run.paused_at is None and running.lot.closed_at is None and not running.has_ended:
        if running.now < state.begins:
            owe_begin(running)
        else:
            act(ctx, "trading.begin_turns", data.lot_id, running.run.initiator_id, {"act": "begin"})
            running = lock_lot(ctx, data.lot_id)
            end = running.end_at
            if end is not None and not running.run.final_state:
                owe_close(running.run, running.lot, end)
    state = within(running.state)
    begun = isinstance(state, TurnsState) and state.begun
    ctx.audit(target="trading.trading_event", target_id=running.run.pk, facts={"begun": begun})
    return TurnsBegun(number=running.run.number, begun=begun)


def owe_begin_of(ctx: Context, event_id: UUID) -> None:
    """Owe the start of an event's auction, if it is one by turns that has not begun."""
    running = lock_lot_of(ctx, event_id)
    state = within(running.state)
    if isinstance(state, TurnsState) and not state.begun and not running.run.final_state:
        owe_begin(running)


def owe_begin(running: RunningLot) -> None:
    payload = {"lot_id": str(running.lot.pk)}
    jobs.enqueue(BEGIN_JOB, f"Begin {running.run.number}", payload, at=within(running.state).begins)
