"""Processes as the API shows them."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec

from shared_apps.foundation import clock
from shared_apps.foundation.actor import Actor
from shared_apps.tenancy import scope
from tenant_apps.processes.queries import find_process, steps_of


class ProcessSummary(msgspec.Struct, frozen=True, kw_only=True):
    """A process without its steps. `state` is `forward`, `backward`, `stuck`, `done` or `undone`."""

    id: UUID
    type: str
    reference: str
    state: str
    is_past_pivot: bool
    reason: str
    started_at: datetime
    deadline_at: datetime
    next_at: datetime
    ended_at: datetime | None
    stuck_at: datetime | None
    handler_id: UUID | None


class ProcessStep(msgspec.Struct, frozen=True, kw_only=True):
    """One step; `part` numbers the repetitions of a step."""

    number: int
    name: str
    part: int
    state: str
    attempts: int
    undo_attempts: int
    started_at: datetime | None
    deadline_at: datetime | None
    ended_at: datetime | None
    last_error: str


class ProcessRecord(ProcessSummary, frozen=True, kw_only=True):
    """A process with its steps."""

    steps: list[ProcessStep]


def process_summaries(rows: Sequence[Any]) -> list[ProcessSummary]:
    return [ProcessSummary(**_same(row, ProcessSummary)) for row in rows]


def process_record(actor: Actor, process_id: UUID) -> ProcessRecord:
    """One process with its steps; NotFound when the actor may not see it."""
    row = find_process(actor, process_id)
    steps = [ProcessStep(**_same(step, ProcessStep)) for step in steps_of(row, clock.now(scope.alias()))]
    return ProcessRecord(**_same(row, ProcessSummary), steps=steps)


def _same(row: Any, record: type[msgspec.Struct]) -> dict[str, Any]:
    return {name: getattr(row, name) for name in record.__struct_fields__}
