"""A lot of a running event under its lock: its engine, its state, and how both are written back.

The time is read again after the lock was got. A command that waited for the lock would otherwise carry a time from
before the bid it waited for, and the ledger's times would not rise with its numbers.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from shared_apps.commands.context import Context
from shared_apps.foundation import clock
from shared_apps.outbox import jobs
from tenant_apps.trading.kernel import errors
from tenant_apps.trading.kernel.decisions.engine import ENGINES, Engine
from tenant_apps.trading.kernel.models import Lot, LotItem, TradingEvent
from tenant_apps.trading.kernel.types import MODES

CLOSE_JOB = "trading.close_lot"
HOLD_EVENT = "trading.event"
HOLD_DEAL = "trading.deal"


@dataclass(slots=True)
class RunningLot:
    """Event, lot and line; the lot's row is locked until the commit. `now` was read under the lock.

    `before` is the event's state and end as they were found: who may not see bids hears of changes to them alone.
    """

    run: TradingEvent
    lot: Lot
    line: LotItem
    engine: Engine[Any]
    state: Any
    now: datetime
    before: tuple[str, datetime | None] = ("", None)

    def __post_init__(self) -> None:
        self.before = (state_of_event(self.run, self.now), self.run.effective_end_at)

    @property
    def end_at(self) -> datetime | None:
        return self.engine.end_at(self.state)

    @property
    def has_ended(self) -> bool:
        end = self.end_at
        return end is not None and end <= self.now

    def save(self) -> None:
        """Write the state and the end that follows from it."""
        self.lot.engine_state = self.engine.dump(self.state)
        self.lot.save(update_fields=["engine_state"])
        if self.run.effective_end_at != self.end_at:
            self.run.effective_end_at = self.end_at
            self.run.save(update_fields=["effective_end_at"])


def state_of_event(run: TradingEvent, now: datetime) -> str:
    """One word, derived from facts and dates: draft, announced, open, paused, closing, or the final state."""
    if run.final_state:
        return run.final_state
    if run.published_at is None:
        return "draft"
    if run.paused_at is not None:
        return "paused"
    if run.opens_at is not None and now < run.opens_at:
        return "announced"
    if run.effective_end_at is not None and run.effective_end_at <= now:
        return "closing"
    return "open"


def lock_lot(ctx: Context, lot_id: UUID) -> RunningLot:
    """Lock a lot of an event with an engine and load it; refuse an unknown id."""
    lot = Lot.objects.select_for_update().filter(pk=lot_id).first()
    return _load(ctx, lot, lot_id)


def lock_lot_of(ctx: Context, event_id: UUID) -> RunningLot:
    """The same by the event, which has one lot."""
    lot = Lot.objects.select_for_update().filter(trading_event_id=event_id).order_by("number").first()
    return _load(ctx, lot, event_id)


def engine_of(mode: str) -> Engine[Any] | None:
    """The engine that runs a mode; None for a mode whose engine has commands of its own (the listing)."""
    return ENGINES.get(MODES[mode].engine) if mode in MODES else None


def owe_close(run: TradingEvent, lot: Lot, at: datetime) -> None:
    """Owe the job that closes the lot. Bids stop at the end with or without it."""
    jobs.enqueue(CLOSE_JOB, f"Close {run.number}", {"lot_id": str(lot.pk)}, at=at)


def _load(ctx: Context, lot: Lot | None, asked: UUID) -> RunningLot:
    # Read after the lock: a row joined to a locked one keeps the values from before the wait.
    line = LotItem.objects.select_related("lot__trading_event").filter(lot_id=lot.pk).first() if lot else None
    if lot is None or line is None:
        raise errors.event_unknown(asked)
    run = line.lot.trading_event
    engine = engine_of(run.mode)
    if engine is None:
        raise errors.event_unknown(asked)
    return RunningLot(run, lot, line, engine, engine.load(lot.engine_state), clock.now(ctx.using))
