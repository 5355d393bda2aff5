"""A lot of a running event under its lock: its engine, its state, and how both are written back.

The time is read again after the lock was got. A command that waited for the lock would otherwise carry a time from
before the bid it waited for, and the ledger's times would not rise with its numbers.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol, cast
from uuid import UUID

from shared_apps.commands.context import Context
from shared_apps.foundation import clock
from shared_apps.outbox import jobs
from tenant_apps.trading.kernel import errors
from tenant_apps.trading.kernel.decisions.engine import ENGINES, DecidedEngine, Engine
from tenant_apps.trading.kernel.models import Lot, LotItem, TradingEvent
from tenant_apps.trading.kernel.types import MODES, Mode

CLOSE_JOB = "trading.close_lot"
HOLD_EVENT = "trading.event"
HOLD_DEAL = "trading.deal"


class EventTimes(Protocol):
    """What the state of an event is derived from."""

    @property
    def final_state(self) -> str: ...
    @property
    def published_at(self) -> datetime | None: ...
    @property
    def opens_at(self) -> datetime | None: ...
    @property
    def paused_at(self) -> datetime | None: ...
    @property
    def effective_end_at(self) -> datetime | None: ...
    @property
    def bids_end_at(self) -> datetime | None: ...


@dataclass(slots=True)
class RunningLot:
    """Event, lot and lines; the lot's row is locked until the commit. `now` was read under the lock.

    `before` is the event's state and end as they were found: who may not see bids hears of changes to them alone.
    """

    run: TradingEvent
    lot: Lot
    lines: list[LotItem]
    engine: Engine[Any]
    state: Any
    now: datetime
    before: tuple[str, datetime | None] = ("", None)

    def __post_init__(self) -> None:
        self.before = (state_of_event(self.run, self.now), end_shown(self.run))

    @property
    def line(self) -> LotItem:
        """The first line: the only one in most modes."""
        return self.lines[0]

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
        ends = self.end_at, bids_until(MODES[self.run.mode], self.engine, self.state)
        if (self.run.effective_end_at, self.run.bids_end_at) != ends:
            self.run.effective_end_at, self.run.bids_end_at = ends
            self.run.save(update_fields=["effective_end_at", "bids_end_at"])


def state_of_event(run: EventTimes, now: datetime) -> str:
    """One word, derived from facts and dates.

    draft, announced, open, paused, closing (its end has come), evaluation (the bidding is over, the initiator has to
    decide), or the final state.
    """
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
    if run.bids_end_at is not None and run.bids_end_at <= now:
        return "evaluation"
    return "open"


def end_shown(run: EventTimes) -> datetime | None:
    """The end that people wait for: that of the bidding, where something follows it."""
    return run.effective_end_at if run.final_state else run.bids_end_at or run.effective_end_at


def lock_lot(ctx: Context, lot_id: UUID) -> RunningLot:
    """Lock a lot of an event with an engine and load it; refuse an unknown id."""
    lot = Lot.objects.select_for_update().filter(pk=lot_id).first()
    return _load(ctx, lot, lot_id)


def lock_lot_of(ctx: Context, event_id: UUID) -> RunningLot:
    """The same by the event, which has one lot."""
    lot = Lot.objects.select_for_update().filter(trading_event_id=event_id).order_by("number").first()
    return _load(ctx, lot, event_id)


def lock_run_of(ctx: Context, event_id: UUID, permission: str) -> RunningLot:
    """The same for who runs the event, with the right to it; to every other company there is no such event."""
    running = lock_lot_of(ctx, event_id)
    if ctx.actor.company_id not in (None, running.run.initiator_id):
        raise errors.event_unknown(event_id)
    ctx.require(permission, running.run.initiator_id)
    return running


def engine_of(mode: str) -> Engine[Any] | None:
    """The engine that the kernel's commands run a mode with; None where it has commands of its own (the listing)."""
    return None if mode in MODES and MODES[mode].own_commands else decider_of(mode)


def decider_of(mode: str) -> Engine[Any] | None:
    """The engine that decides a mode, whoever runs it: for audit files and simulations."""
    return ENGINES.get(MODES[mode].engine) if mode in MODES else None


def bids_until(mode: Mode, engine: Engine[Any], state: Any) -> datetime | None:
    """When the bidding ends where something follows it; None where its end is the end."""
    if mode.awards_itself and not hasattr(engine, "bids_until"):
        return None
    return cast(DecidedEngine[Any], engine).bids_until(state)


def owe_close(run: TradingEvent, lot: Lot, at: datetime) -> None:
    """Owe the job that closes the lot. Bids stop at the end with or without it."""
    jobs.enqueue(CLOSE_JOB, f"Close {run.number}", {"lot_id": str(lot.pk)}, at=at)


def load_lot(ctx: Context, lot: Lot, engine: Engine[Any] | None, *related: str) -> RunningLot:
    """What belongs to a lot whose row is locked; `related` is read with its lines. Without an engine: the mode's."""
    # Read after the lock: a row joined to a locked one keeps the values from before the wait.
    rows = LotItem.objects.select_related("lot__trading_event", *related).filter(lot_id=lot.pk)
    lines = list(rows.order_by("line_no"))
    engine = engine or (engine_of(lines[0].lot.trading_event.mode) if lines else None)
    if not lines or engine is None:
        raise errors.event_unknown(lot.pk)
    run = lines[0].lot.trading_event
    return RunningLot(run, lot, lines, engine, engine.load(lot.engine_state), clock.now(ctx.using))


def _load(ctx: Context, lot: Lot | None, asked: UUID) -> RunningLot:
    if lot is None:
        raise errors.event_unknown(asked)
    return load_lot(ctx, lot, None)
