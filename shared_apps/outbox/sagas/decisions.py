"""What a saga does next, from its rows and the time alone.

Forward through its steps; backward, in reverse, through those that have started. Past the pivot there is no way back:
what cannot be done then waits for a person.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Literal, NamedTuple, Protocol

from shared_apps.outbox.sagas.types import SagaType

Kind = Literal["do", "undo", "end", "turn", "stick", "nothing"]


class StepRow(Protocol):
    number: int
    name: str
    state: str
    attempts: int
    undo_attempts: int
    started_at: datetime | None
    deadline_at: datetime | None


class SagaRow(Protocol):
    state: str
    is_past_pivot: bool
    deadline_at: datetime


class Act(NamedTuple):
    """`number` is the step's; `why` the reason of a turn or of getting stuck."""

    kind: Kind
    number: int = -1
    why: str = ""


DEADLINE = "deadline"
STEP_DEADLINE = "step_deadline"
NOT_UNDONE = "not_undone"
NOT_DONE = "not_done"


def next_act(kind: SagaType, saga: SagaRow, steps: Sequence[StepRow], now: datetime) -> Act:
    """The one thing to do now; `nothing` for a saga that has ended or waits for a person."""
    if saga.state == "forward":
        return _forward(kind, saga, steps, now)
    if saga.state == "backward":
        return _backward(kind, steps)
    return Act("nothing")


def _forward(kind: SagaType, saga: SagaRow, steps: Sequence[StepRow], now: datetime) -> Act:
    row = next((step for step in steps if step.state != "done"), None)
    if row is None:
        return Act("end")
    late = STEP_DEADLINE if row.deadline_at is not None and row.deadline_at <= now else ""
    if saga.is_past_pivot:
        spent = row.attempts >= kind.step(row.name).tries
        return Act("stick", row.number, late or NOT_DONE) if late or spent else Act("do", row.number)
    if late or saga.deadline_at <= now:
        return Act("turn", row.number, late or DEADLINE)
    if row.attempts >= kind.step(row.name).tries:
        return Act("turn", row.number, NOT_DONE)
    return Act("do", row.number)


def _backward(kind: SagaType, steps: Sequence[StepRow]) -> Act:
    for row in reversed(steps):
        if row.started_at is None or row.state in ("undone", "skipped"):
            continue
        if row.undo_attempts >= kind.step(row.name).tries:
            return Act("stick", row.number, NOT_UNDONE)
        return Act("undo", row.number)
    return Act("end")


def is_past_pivot(kind: SagaType, done: Mapping[str, bool]) -> bool:
    """Whether every part of the pivot step is done; `done` says it by step name."""
    return bool(kind.pivot) and done.get(kind.pivot, False)
