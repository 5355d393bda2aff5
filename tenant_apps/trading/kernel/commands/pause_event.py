"""Stop every clock of an event and start it again with exactly the time that was left."""

from uuid import UUID

import msgspec

from shared_apps.commands import Context, command
from tenant_apps.trading.kernel import errors
from tenant_apps.trading.kernel.commands.announce import announce
from tenant_apps.trading.kernel.commands.running import RunningLot, lock_run_of, owe_close
from tenant_apps.trading.kernel.events import EventPaused, EventResumed
from tenant_apps.trading.kernel.models import LotShift


class PauseEvent(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    event_id: UUID
    reason: str


class ResumeEvent(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    event_id: UUID


class PauseResult(msgspec.Struct, frozen=True, kw_only=True):
    event_id: UUID
    number: str
    paused: bool


@command("trading.pause_event", input=PauseEvent)
def pause_event(ctx: Context, data: PauseEvent) -> PauseResult:
    """Pause; bids are refused until it is resumed. The reason is kept and shown. Pausing again changes nothing.

    Refuses events that have not opened: there is no clock to stop yet.
    """
    running = _own(ctx, data.event_id, "trading.pause_event")
    if running.run.opens_at is not None and running.now < running.run.opens_at:
        raise errors.of_verdict("trading.not_open", {})
    if not data.reason.strip():
        raise errors.reason_needed("reason")
    if running.run.paused_at is None:
        running.run.paused_at = running.now
        running.run.pause_reason = data.reason.strip()[:200]
        running.run.save(update_fields=["paused_at", "pause_reason"])
        ctx.emit(EventPaused(trading_event_id=running.run.pk, reason=data.reason.strip()[:200]))
        announce(running)
    ctx.audit(target="trading.trading_event", target_id=running.run.pk, facts={"reason": data.reason.strip()[:200]})
    return PauseResult(event_id=running.run.pk, number=running.run.number, paused=True)


@command("trading.resume_event", input=ResumeEvent)
def resume_event(ctx: Context, data: ResumeEvent) -> PauseResult:
    """Resume: every time to come moves by the length of the pause. An event that runs is left alone."""
    running = _own(ctx, data.event_id, "trading.resume_event")
    run = running.run
    if run.paused_at is not None:
        by = running.now - run.paused_at
        running.state = running.engine.shift(running.state, by)
        LotShift.objects.create(
            lot_id=running.lot.pk,
            after_seq=running.lot.last_seq,
            by_us=(by.days * 86_400 + by.seconds) * 1_000_000 + by.microseconds,
            at=running.now,
            reason=run.pause_reason,
        )
        run.paused_at, run.pause_reason = None, ""
        run.save(update_fields=["paused_at", "pause_reason"])
        running.save()
        if running.end_at is not None:
            owe_close(run, running.lot, running.end_at)
        ctx.emit(EventResumed(trading_event_id=run.pk))
        announce(running)
    ctx.audit(target="trading.trading_event", target_id=run.pk, facts={"number": run.number})
    return PauseResult(event_id=run.pk, number=run.number, paused=False)


def _own(ctx: Context, event_id: UUID, permission: str) -> RunningLot:
    running = lock_run_of(ctx, event_id, permission)
    if running.run.final_state or (running.run.paused_at is None and running.has_ended):
        raise errors.event_over(running.run.number)
    return running
