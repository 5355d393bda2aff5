"""How a saga is declared: ordered steps, what undoes each, how long each may take, and where there is no way back.

A step's functions run inside the transaction that writes down that they ran, so their effect on rows happens once.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from shared_apps.foundation import faults

STATES = ("forward", "backward", "stuck", "done", "undone")
OPEN = ("forward", "backward")
STEP_STATES = ("owed", "waiting", "done", "undone", "skipped")


@dataclass(frozen=True, slots=True)
class View:
    """What a step may know of its saga. `part` numbers the repetitions of a step that is done for each of several."""

    id: UUID
    type: str
    reference: str
    data: Mapping[str, Any]
    part: int = 0
    reason: str = ""
    deadline_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Wait:
    """A step's answer when what it waits for is not there: look again then, or when the saga is poked."""

    until: datetime


Do = Callable[[Any, View], "Wait | Mapping[str, Any] | None"]
Undo = Callable[[Any, View], None]
End = Callable[[Any, View], None]


@dataclass(frozen=True, slots=True)
class Step:
    """One step. `undo` must also be right for a step that never took effect: it may have been lost on its way.

    `deadline` counts from the step's first start. `tries` attempts, `backoff` doubling between them up to `slowest`.
    """

    name: str
    do: Do
    undo: Undo | None = None
    each: bool = False
    deadline: timedelta | None = None
    tries: int = 6
    backoff: timedelta = timedelta(seconds=2)
    slowest: timedelta = timedelta(minutes=5)

    def pause(self, attempts: int) -> timedelta:
        """How long to wait after so many attempts in vain."""
        return min(self.backoff * 2 ** max(0, min(attempts, 30) - 1), self.slowest)


@dataclass(frozen=True, slots=True)
class SagaType:
    """`pivot` names the step after which there is only forward; without one every step can be undone.

    `on_done` and `on_undone` run in the transaction in which the saga ends.
    """

    name: str
    title: Any
    steps: tuple[Step, ...]
    deadline: timedelta
    pivot: str = ""
    on_done: End | None = None
    on_undone: End | None = None

    def step(self, name: str) -> Step:
        return next(step for step in self.steps if step.name == name)


REGISTRY: dict[str, SagaType] = {}


def declare(kind: SagaType) -> SagaType:
    """Make a type of saga known by its name."""
    if kind.pivot and kind.pivot not in [step.name for step in kind.steps]:
        raise RuntimeError(f"{kind.name} has no step {kind.pivot}")
    if len({step.name for step in kind.steps}) != len(kind.steps) or not kind.steps:
        raise RuntimeError(f"{kind.name} needs steps with names of their own")
    if REGISTRY.setdefault(kind.name, kind) is not kind:
        raise RuntimeError(f"two sagas are named {kind.name}")
    return kind


def _points() -> list[str]:
    names = []
    for kind in REGISTRY.values():
        for step in kind.steps:
            ways = ("do", "undo") if step.undo is not None else ("do",)
            names += [f"saga.{kind.name}.{step.name}.{way}.{at}_commit" for way in ways for at in ("before", "after")]
        names += [f"saga.{kind.name}.end.{at}_commit" for at in ("before", "after")]
    return names


faults.SOURCES.append(_points)
