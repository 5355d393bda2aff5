"""Requests, policies, delegations and duties as the API shows them."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
from django.utils import timezone

from shared_apps.api.forms import MoneyOut, money
from shared_apps.foundation.actor import Actor
from tenant_apps.approvals.queries import pages
from tenant_apps.approvals.queries.policies import PolicyShown, find_policy, shown
from tenant_apps.approvals.types import PolicySpec


class SeatRecord(msgspec.Struct, frozen=True, kw_only=True):
    """One approver of a step. `via` is own, delegation or escalation."""

    holder: str
    stand_in: str
    verdict: str
    decided_by: str
    via: str
    reason: str
    decided_at: datetime | None


class StepRecord(msgspec.Struct, frozen=True, kw_only=True):
    """One step. `needed` of its seats must agree; `round` grows when a change starts it anew."""

    name: str
    policy: str
    level: int
    state: str
    round: int
    needed: int
    deadline_at: datetime | None
    seats: list[SeatRecord]


class ApprovalSummary(msgspec.Struct, frozen=True, kw_only=True):
    """A request without its steps. `subject_id` is the draft that waits."""

    id: UUID
    number: str
    company_id: UUID
    kind: str
    subject_id: UUID
    title: str
    state: str
    reason: str
    amount: MoneyOut | None
    cost_centre: str
    opened_at: datetime
    expires_at: datetime | None
    decided_at: datetime | None


class ApprovalRecord(ApprovalSummary, frozen=True, kw_only=True):
    """A request with its steps. `may_decide`: it is your turn."""

    may_decide: bool
    steps: list[StepRecord]


class PolicyRecord(msgspec.Struct, frozen=True, kw_only=True):
    """A policy with what its present version says."""

    id: UUID
    company_id: UUID
    kind: str
    name: str
    state: str
    version: int
    content_hash: str
    made_at: datetime
    content: PolicySpec


class DelegationRecord(msgspec.Struct, frozen=True, kw_only=True):
    id: UUID
    company_id: UUID
    giver_id: UUID
    taker_id: UUID
    starts_at: datetime
    ends_at: datetime
    ended_at: datetime | None
    reason: str


class DutyRecord(msgspec.Struct, frozen=True, kw_only=True):
    """Who answers for whom: `kind` manager of `of_id`, or cost_centre with `code`."""

    id: UUID
    company_id: UUID
    kind: str
    of_id: UUID | None
    code: str
    holder_id: UUID
    since: datetime


_SAME = (
    "id", "number", "company_id", "kind", "subject_id", "title", "state", "reason", "cost_centre", "opened_at",
    "expires_at", "decided_at",
)  # fmt: skip


def _request(row: Any) -> dict[str, Any]:
    amount = money(row.amount_minor, row.currency) if row.currency else None
    return {name: getattr(row, name) for name in _SAME} | {"amount": amount}


def request_summaries(rows: Sequence[Any]) -> list[ApprovalSummary]:
    return [ApprovalSummary(**_request(row)) for row in rows]


def request_record(actor: Actor, approval_id: UUID) -> ApprovalRecord:
    """One request with its steps; NotFound when the actor may not see it."""
    found = pages.request_view(actor, approval_id, timezone.now())
    steps = [
        StepRecord(
            **{name: getattr(step, name) for name in StepRecord.__struct_fields__ if name != "seats"},
            seats=[
                SeatRecord(**{name: getattr(seat, name) for name in SeatRecord.__struct_fields__})
                for seat in step.seats
            ],
        )
        for step in found.steps
    ]
    return ApprovalRecord(**_request(found.row), may_decide=found.via is not None, steps=steps)


def policy_records(rows: Sequence[Any]) -> list[PolicyRecord]:
    return [_policy(one) for one in shown(list(rows))]


def policy_record(actor: Actor, policy_id: UUID) -> PolicyRecord:
    """One policy; NotFound when the actor may not see it."""
    return _policy(find_policy(actor, policy_id))


def _policy(one: PolicyShown) -> PolicyRecord:
    same = {name: getattr(one, name) for name in PolicyRecord.__struct_fields__ if name != "content"}
    return PolicyRecord(**same, content=one.spec)


def delegation_records(rows: Sequence[Any]) -> list[DelegationRecord]:
    return [
        DelegationRecord(**{name: getattr(row, name) for name in DelegationRecord.__struct_fields__}) for row in rows
    ]


def duty_records(rows: Sequence[Any]) -> list[DutyRecord]:
    return [DutyRecord(**{name: getattr(row, name) for name in DutyRecord.__struct_fields__}) for row in rows]
