"""Sagas as their pages and the API show them: for the marketplace's own people alone."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from shared_apps.api.paging import cut
from shared_apps.foundation.actor import Actor
from shared_apps.outbox.models import InvariantRun, Saga, SagaStep
from shared_apps.outbox.sagas import people
from shared_apps.outbox.sagas.reasons import reason_text
from shared_apps.outbox.sagas.types import REGISTRY

PAGE = 40
OPEN = ("forward", "backward", "stuck")


@dataclass(frozen=True, slots=True)
class ProcessRow:
    id: UUID
    type: str
    title: Any
    reference: str
    state: str
    stuck_in: str
    is_past_pivot: bool
    reason: str
    started_at: datetime
    deadline_at: datetime
    next_at: datetime
    ended_at: datetime | None
    stuck_at: datetime | None
    handler_id: UUID | None
    handler: str
    asked_by: str

    @property
    def why(self) -> str:
        return reason_text(self.reason)

    @property
    def is_over(self) -> bool:
        return self.ended_at is not None

    @property
    def may_undo(self) -> bool:
        return not self.is_over and not self.is_past_pivot and "backward" not in (self.state, self.stuck_in)


@dataclass(frozen=True, slots=True)
class StepRow:
    """`start` and `width` are the step's bar in thousandths of the whole drawing."""

    number: int
    name: str
    part: int
    parts: int
    state: str
    is_pivot: bool
    attempts: int
    undo_attempts: int
    started_at: datetime | None
    deadline_at: datetime | None
    ended_at: datetime | None
    last_error: str
    start: int
    width: int


@dataclass(frozen=True, slots=True)
class Page:
    rows: Sequence[ProcessRow]
    next_cursor: str


def process_rows(actor: Actor, filters: Mapping[str, Any]) -> QuerySet[Saga]:
    """Sagas; `filters` are column values. None for who does not act for the marketplace."""
    if not actor.is_marketplace:
        return Saga.objects.none()
    return Saga.objects.filter(**filters)


def process_page(actor: Actor, filters: Mapping[str, str], cursor: str | None) -> Page:
    rows = process_rows(actor, {})
    view = filters.get("view", "")
    if view == "open":
        rows = rows.filter(state__in=OPEN)
    elif view:
        rows = rows.filter(state=view)
    for word in filters.get("q", "").split():
        rows = rows.filter(Q(reference__icontains=word) | Q(type__icontains=word) | Q(handler_name__icontains=word))
    found = cut(rows, "processes", cursor=cursor, limit=PAGE)
    return Page([row_of(row) for row in found.rows], found.next_cursor)


def process_counts(actor: Actor) -> dict[str, int]:
    """How many stand where, with `all` and `open`."""
    found = dict(process_rows(actor, {}).values_list("state").annotate(times=Count("pk")).order_by())
    found["all"] = sum(found.values())
    found["open"] = sum(found.get(state, 0) for state in OPEN)
    return found


def find_process(actor: Actor, process_id: UUID) -> ProcessRow:
    """One saga, if this actor may see it."""
    row = process_rows(actor, {"pk": process_id}).first()
    if row is None:
        raise people.unknown()
    return row_of(row)


def steps_of(process: ProcessRow, now: datetime) -> list[StepRow]:
    """The steps of a saga that was cut already, drawn from its start to its end or to now."""
    rows = list(SagaStep.objects.filter(saga_id=process.id).order_by("number"))
    whole = max(((process.ended_at or now) - process.started_at).total_seconds(), 0.001)
    kind = REGISTRY.get(process.type)
    parts = {row.name: row.part + 1 for row in rows}

    def place(at: datetime) -> int:
        return max(0, min(1000, int((at - process.started_at).total_seconds() / whole * 1000)))

    def step(row: SagaStep) -> StepRow:
        end = row.undone_at or row.done_at
        start = place(row.started_at) if row.started_at else 0
        until = place(end or process.ended_at or now) if row.started_at else 0
        return StepRow(
            row.number, row.name, row.part + 1, parts[row.name], row.state, kind is not None and kind.pivot == row.name,
            row.attempts, row.undo_attempts, row.started_at, row.deadline_at, end, row.last_error,
            min(start, 990), max(until - start, 10) if row.started_at else 0,
        )  # fmt: skip

    return [step(row) for row in rows]


def last_check(actor: Actor) -> InvariantRun | None:
    """The last check of what must be true."""
    return InvariantRun.objects.order_by("-at").first() if actor.is_marketplace else None


def row_of(row: Saga) -> ProcessRow:
    kind = REGISTRY.get(row.type)
    return ProcessRow(
        row.pk, row.type, kind.title if kind else row.type, row.reference, row.state, row.stuck_in, row.is_past_pivot,
        row.reason, row.started_at, row.deadline_at, row.next_at, row.ended_at, row.stuck_at, row.handler_id,
        row.handler_name, row.asked_by,
    )  # fmt: skip
