"""A past event replayed, as the API shows it to the marketplace: under its own rules, and under the open draft."""

from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec

from shared_apps.foundation.actor import Actor
from shared_apps.foundation.quantity import plain
from tenant_apps.trading.kernel.queries.simulations import Course, replay_event


class ReplayedAllocation(msgspec.Struct, frozen=True, kw_only=True):
    bid: int
    company_id: UUID
    quantity: str
    unit_price: str


class CourseRecord(msgspec.Struct, frozen=True, kw_only=True):
    """How the lot ran with the bids as they were made. `refused` counts refusals by reason."""

    allocations: list[ReplayedAllocation]
    reason: str
    opened_at: datetime
    ended_at: datetime | None
    accepted: int
    refused: dict[str, int]
    extensions: int
    lead_changes: int


class ReplayRecord(msgspec.Struct, frozen=True, kw_only=True):
    """`differences` is empty where its own rules gave its own result again. `drafted` is missing where the draft cannot
    run there; `problem` says why."""

    event_id: UUID
    number: str
    currency: str
    own: CourseRecord
    differences: list[str]
    changed: dict[str, tuple[Any, Any]]
    drafted: CourseRecord | None
    problem: str


def replay_record(actor: Actor, event_id: UUID) -> ReplayRecord:
    """NotFound for whoever is not of the marketplace, and for events that have not ended."""
    found = replay_event(actor, event_id)
    return ReplayRecord(
        event_id=found.event.id,
        number=found.event.number,
        currency=found.currency,
        own=_course(found.own),
        differences=list(found.differences),
        changed={name: (before, after) for name, (before, after) in found.changed.items()},
        drafted=_course(found.drafted) if found.drafted else None,
        problem=found.problem,
    )


def _course(course: Course) -> CourseRecord:
    return CourseRecord(
        allocations=[
            ReplayedAllocation(
                bid=one.seq, company_id=one.company_id, quantity=plain(one.quantity), unit_price=plain(one.unit_price)
            )
            for one in course.allocations
        ],
        reason=course.reason,
        opened_at=course.opened_at,
        ended_at=course.ended_at,
        accepted=course.accepted,
        refused=dict(course.refused),
        extensions=course.extensions,
        lead_changes=course.lead_changes,
    )
