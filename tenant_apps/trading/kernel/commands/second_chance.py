"""Let a lot with too few bidders go on once, where its rules say so: its end moves, and the room hears it."""

from datetime import timedelta

from shared_apps.commands.context import Context
from tenant_apps.trading.kernel.commands.running import RunningLot, owe_close
from tenant_apps.trading.kernel.decisions.second_chance import goes_on, moves_by
from tenant_apps.trading.kernel.events import EventExtended
from tenant_apps.trading.kernel.models import LotShift

KIND = "too_few"


def gives_second_chance(ctx: Context, running: RunningLot) -> bool:
    """Move the end and owe the next look at it; False where the lot ends now. It is locked and its end has come."""
    run, lot = running.run, running.lot
    if not goes_on(run.rules) or running.end_at is None or run.opens_at is None:
        return False
    shifts = list(LotShift.objects.filter(lot_id=lot.pk))
    if any(row.kind == KIND for row in shifts):
        return False
    # Pauses moved the opening in the engine's state alone; the clock of a sandbox moves it in the event too.
    opens_at = run.opens_at + timedelta(microseconds=sum(row.by_us for row in shifts if row.by_us > 0))
    reason = running.engine.outcome(running.state).reason
    by = moves_by(run.rules, reason, opens_at=opens_at, end_at=running.end_at, now=running.now)
    if by is None:
        return False
    running.state = running.engine.shift(running.state, by)
    if running.has_ended:
        raise RuntimeError(f"the end of {run.number} did not move by {by}")
    LotShift.objects.create(
        lot_id=lot.pk, after_seq=lot.last_seq, by_us=by // timedelta(microseconds=1), at=running.now, reason=reason,
        kind=KIND,
    )  # fmt: skip
    running.save()
    owe_close(run, lot, running.end_at)
    ctx.emit(EventExtended(trading_event_id=run.pk, number=run.number, reason=reason, end_at=running.end_at))
    return True
