"""The time machine of a sandbox: let the time of one event pass sooner, at once or evenly over some seconds.

The clock of the database is left alone. What moves are the event's times to come, as after a pause and in the other
direction, and each move is kept beside the ledger: the audit file says so, and the verifier counts them in.
"""

from datetime import datetime, timedelta
from uuid import UUID

import msgspec
from django.db.models import Sum

from shared_apps.commands import Context, command
from shared_apps.outbox import jobs
from shared_apps.tenancy import scope
from tenant_apps.trading.kernel import errors
from tenant_apps.trading.kernel.commands.announce import announce
from tenant_apps.trading.kernel.commands.running import (
    RunningLot,
    end_shown,
    lock_lot_of,
    lock_run_of,
    owe_close,
    state_of_event,
)
from tenant_apps.trading.kernel.decisions.sandbox import due_move
from tenant_apps.trading.kernel.events import EventMoved
from tenant_apps.trading.kernel.models import LotShift

FAST_JOB = "trading.fast_time"
REASON = "time machine"
MOST_S = 31 * 86_400
MOST_WITHIN_S = 600
STEP_S = 1
MICRO = timedelta(microseconds=1)
MOVING = ("announced", "open")


class MoveTime(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """`seconds` of the event's time, or without it all that is left; `within_s` real seconds, 0: at once."""

    event_id: UUID
    seconds: int | None = None
    within_s: int = 0


class TimeMoved(msgspec.Struct, frozen=True, kw_only=True):
    """`moved_s` is what was moved at once, `planned_s` what follows by itself."""

    event_id: UUID
    moved_s: int
    planned_s: int
    state: str


class StepTime(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A step of a plan: so much of `total_us` as is due, above the `moved_us` that were moved before it began."""

    event_id: UUID
    began_at: datetime
    total_us: int
    within_s: int
    moved_us: int


@command("trading.move_time", input=MoveTime)
def move_time(ctx: Context, data: MoveTime) -> TimeMoved:
    """Move the times of an event that are still to come; only in a sandbox, and only by who runs the event.

    Refuses events that stand still or have ended, moves beyond a month, and a second plan while one runs.
    """
    if not scope.tenant().is_sandbox:
        raise errors.only_in_a_sandbox()
    running = lock_run_of(ctx, data.event_id, "trading.move_time")
    run = running.run
    if run.final_state or running.has_ended:
        raise errors.event_over(run.number)
    if state_of_event(run, running.now) not in MOVING:
        raise errors.time_stands_still(run.number)
    end = end_shown(run)
    left = _whole(end - running.now) + 1 if end is not None else None
    wanted = left if data.seconds is None else data.seconds
    if wanted is None or not 0 < wanted <= MOST_S:
        raise errors.bad_move("seconds", MOST_S)
    if not 0 <= data.within_s <= MOST_WITHIN_S:
        raise errors.bad_move("within_s", MOST_WITHIN_S, least=0)
    if is_moving(run.pk):
        raise errors.already_moving(run.number)
    if data.within_s:
        plan = StepTime(
            event_id=run.pk, began_at=running.now, total_us=wanted * 1_000_000, within_s=data.within_s,
            moved_us=_moved_us(running),
        )  # fmt: skip
        _owe_step(running, plan)
    else:
        _move(ctx, running, wanted * 1_000_000)
    facts = {"number": run.number, "seconds": wanted, "within_s": data.within_s}
    ctx.audit(target="trading.trading_event", target_id=run.pk, facts=facts)
    at_once = 0 if data.within_s else wanted
    state = state_of_event(run, running.now)
    return TimeMoved(event_id=run.pk, moved_s=at_once, planned_s=wanted - at_once, state=state)


@command("trading.step_time", input=StepTime, system_only=True)
def step_time(ctx: Context, data: StepTime) -> TimeMoved:
    """Move by what is due since the plan began, and owe the next step; a pause or the end of the event ends the plan.

    What is due is reckoned from what was moved so far, so a step that is run twice moves once.
    """
    running = lock_lot_of(ctx, data.event_id)
    run = running.run
    goes_on = not run.final_state and not running.has_ended and state_of_event(run, running.now) in MOVING
    by = due_move(data.total_us, data.within_s, running.now - data.began_at, _moved_us(running) - data.moved_us)
    if goes_on and by > 0:
        _move(ctx, running, by)
    if goes_on and running.now - data.began_at < timedelta(seconds=data.within_s):
        _owe_step(running, data)
    ctx.audit(target="trading.trading_event", target_id=run.pk, facts={"number": run.number, "by_us": by})
    return TimeMoved(
        event_id=run.pk, moved_s=by // 1_000_000, planned_s=0, state=state_of_event(run, running.now)
    )  # fmt: skip


def is_moving(event_id: UUID) -> bool:
    """Whether a plan runs for the event."""
    return jobs.is_owed(FAST_JOB, {"event_id": str(event_id)})


def _move(ctx: Context, running: RunningLot, by_us: int) -> None:
    """Let every time to come lie sooner, and let all that waits for a time look again."""
    run, back = running.run, -by_us * MICRO
    running.state = running.engine.shift(running.state, back)
    LotShift.objects.create(
        lot_id=running.lot.pk, after_seq=running.lot.last_seq, by_us=-by_us, at=running.now, reason=REASON
    )
    run.opens_at = run.opens_at + back if run.opens_at else None
    run.scheduled_end_at = run.scheduled_end_at + back if run.scheduled_end_at else None
    run.save(update_fields=["opens_at", "scheduled_end_at"])
    running.save()
    if running.end_at is not None:
        owe_close(run, running.lot, max(running.end_at, running.now))
    ctx.emit(EventMoved(trading_event_id=run.pk, number=run.number, mode=run.mode))
    announce(running)


def _moved_us(running: RunningLot) -> int:
    found = LotShift.objects.filter(lot_id=running.lot.pk, reason=REASON).aggregate(moved=Sum("by_us"))["moved"]
    return -int(found or 0)


def _owe_step(running: RunningLot, plan: StepTime) -> None:
    payload = msgspec.to_builtins(plan)
    at = running.now + timedelta(seconds=STEP_S)
    jobs.enqueue(FAST_JOB, f"Time of {running.run.number}", payload, at=at)


def _whole(span: timedelta) -> int:
    """Whole seconds, rounded down; a time that has passed leaves none."""
    return max(0, span // timedelta(seconds=1))
