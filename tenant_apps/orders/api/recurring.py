"""Recurring orders in the API: records and addresses."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

import msgspec
from django.urls import URLPattern, path

from shared_apps.api.endpoint import endpoint
from shared_apps.api.forms import decimal
from shared_apps.api.operations import Filter, Listing, Read, Write
from shared_apps.foundation.actor import Actor
from tenant_apps.orders.commands import (
    end_recurring,
    pause_recurring,
    resume_recurring,
    retry_recurring_day,
    skip_recurring_day,
    start_recurring,
)
from tenant_apps.orders.queries.recurring import days_to_come, find_recurring, recurring_rows, run_rows

PERMISSION = "orders.place_order"
HERE = {"recurring_id": "recurring_id"}


class DayRecord(msgspec.Struct, frozen=True, kw_only=True):
    """A day to come: by the rhythm, and when it is placed; null when it is left out for a closed day."""

    due_on: date
    on: date | None


class RecurringSummary(msgspec.Struct, frozen=True, kw_only=True):
    """An order that comes again. `next_due` names the run that is owed, `next_on` is its day."""

    id: UUID
    number: str
    name: str
    state: str
    order_id: UUID
    every: int
    period: str
    weekday: int | None
    day: int | None
    starts_on: date
    ends_on: date | None
    times: int | None
    on_closed: str
    tolerance_percent: str
    next_due: date | None
    next_on: date | None
    created_at: datetime


class RecurringRecord(RecurringSummary, frozen=True, kw_only=True):
    """An order that comes again, with its days to come."""

    days: list[DayRecord]


class RunRecord(msgspec.Struct, frozen=True, kw_only=True):
    """What became of a day: placed, failed, asking (a price moved) or skipped, with reason and remedy."""

    id: UUID
    recurring_id: UUID
    due_on: date
    state: str
    order_id: UUID | None
    code: str
    reason: str
    remedy: str
    at: datetime


def _facts(row: Any) -> dict[str, Any]:
    names = set(RecurringSummary.__struct_fields__) - {"tolerance_percent"}
    return {name: getattr(row, name) for name in names} | {"tolerance_percent": decimal(row.tolerance_percent)}


def summaries(rows: Sequence[Any]) -> list[RecurringSummary]:
    return [RecurringSummary(**_facts(row)) for row in rows]


def record(actor: Actor, recurring_id: UUID) -> RecurringRecord:
    """One recurring order with its next days."""
    row = find_recurring(actor, recurring_id)
    return RecurringRecord(**_facts(row), days=[DayRecord(due_on=one.due_on, on=one.on) for one in days_to_come(row)])


def run_records(rows: Sequence[Any]) -> list[RunRecord]:
    return [RunRecord(**{name: getattr(row, name) for name in RunRecord.__struct_fields__}) for row in rows]


one = Read(RecurringRecord, record, PERMISSION, "One recurring order with its days to come")
many = Listing(
    RecurringSummary, recurring_rows, summaries, PERMISSION, "Recurring orders of the company",
    filters=(Filter("state", "text", "", ("active", "paused", "ended")), Filter("order_id", "uuid")),
)  # fmt: skip
days = Listing(
    RunRecord, run_rows, run_records, PERMISSION, "What became of the days of recurring orders",
    filters=(
        Filter("recurring_id", "uuid"),
        Filter("state", "text", "", ("placed", "failed", "asking", "skipped")),
    ),
)  # fmt: skip


def _verb(command: Any) -> Any:
    return endpoint("orders", post=Write(command, status=200, path=HERE))


urlpatterns: list[URLPattern] = [
    path(
        "recurring-orders",
        endpoint(
            "orders",
            get=many,
            post=Write(start_recurring, locate=lambda answer: f"recurring-orders/{answer.recurring_id}"),
        ),
    ),
    path("recurring-orders/<uuid:recurring_id>", endpoint("orders", get=one)),
    path("recurring-orders/<uuid:recurring_id>:pause", _verb(pause_recurring)),
    path("recurring-orders/<uuid:recurring_id>:resume", _verb(resume_recurring)),
    path("recurring-orders/<uuid:recurring_id>:end", _verb(end_recurring)),
    path("recurring-orders/<uuid:recurring_id>:skip-day", _verb(skip_recurring_day)),
    path("recurring-orders/<uuid:recurring_id>:retry-day", _verb(retry_recurring_day)),
    path("recurring-order-days", endpoint("orders", get=days)),
]
