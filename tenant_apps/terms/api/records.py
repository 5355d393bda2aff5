"""Payment terms and plans of payment as the API shows them."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

import msgspec

from shared_apps.api.forms import MoneyOut, decimal, money
from shared_apps.foundation.actor import Actor
from tenant_apps.terms.queries.pages import TermsRow, find_terms, plans_by_id, terms_by_id
from tenant_apps.terms.queries.plans import find_plan
from tenant_apps.terms.types import PlanFacts


class TermsStepRecord(msgspec.Struct, frozen=True, kw_only=True):
    share: str
    milestone: str
    days: int
    on: date | None


class TermsRecord(msgspec.Struct, frozen=True, kw_only=True):
    """Terms of a seller. Without `buyer_id` they are for every buyer."""

    id: UUID
    seller_id: UUID
    buyer_id: UUID | None
    name: str
    is_usual: bool
    end_of_month: bool
    discount_percent: str
    discount_days: int
    since: datetime
    ended_at: datetime | None
    steps: list[TermsStepRecord]


class InstalmentRecord(msgspec.Struct, frozen=True, kw_only=True):
    """`due_on` is empty while its milestone is not reached; `planned_on` differs from it when it was hastened."""

    no: int
    share: str
    milestone: str
    days: int
    amount: MoneyOut
    paid: MoneyOut
    due_on: date | None
    planned_on: date | None
    state: str


class PlanRecord(msgspec.Struct, frozen=True, kw_only=True):
    """When an order is to be paid. `advance` is what is paid of it before its invoice."""

    id: UUID
    order_id: UUID
    order_number: str
    buyer_id: UUID
    seller_id: UUID
    terms_id: UUID
    terms_name: str
    state: str
    total: MoneyOut
    paid: MoneyOut
    advance: MoneyOut
    late: MoneyOut
    accelerated_at: datetime | None
    instalments: list[InstalmentRecord]


_TERMS = (
    "id", "seller_id", "buyer_id", "name", "is_usual", "end_of_month", "discount_days", "since", "ended_at",
)  # fmt: skip
_PLAN = (
    "id", "order_id", "order_number", "buyer_id", "seller_id", "terms_id", "terms_name", "state", "accelerated_at",
)  # fmt: skip


def terms_records(rows: Sequence[Any]) -> list[TermsRecord]:
    found = terms_by_id(row.pk for row in rows)
    return [_terms(found[row.pk]) for row in rows]


def terms_record(actor: Actor, terms_id: UUID) -> TermsRecord:
    """One set of terms; NotFound when the actor may not see it."""
    return _terms(find_terms(actor, terms_id))


def _terms(row: TermsRow) -> TermsRecord:
    return TermsRecord(
        **{name: getattr(row, name) for name in _TERMS},
        discount_percent=decimal(row.discount_percent),
        steps=[
            TermsStepRecord(share=decimal(step.share), milestone=step.milestone, days=step.days, on=step.on)
            for step in row.steps
        ],
    )


def plan_records(rows: Sequence[Any]) -> list[PlanRecord]:
    found = plans_by_id(row.pk for row in rows)
    return [_plan(found[row.pk]) for row in rows]


def plan_record(actor: Actor, order_id: UUID) -> PlanRecord:
    """The plan of one order; NotFound when it has none or the actor may not see it."""
    return _plan(find_plan(actor, order_id))


def _plan(plan: PlanFacts) -> PlanRecord:
    return PlanRecord(
        **{name: getattr(plan, name) for name in _PLAN},
        total=money(plan.total_minor, plan.currency),
        paid=money(plan.paid_minor, plan.currency),
        advance=money(plan.advance_minor, plan.currency),
        late=money(plan.late_minor, plan.currency),
        instalments=[
            InstalmentRecord(
                no=one.no,
                share=decimal(one.share),
                milestone=one.milestone,
                days=one.days,
                amount=money(one.amount_minor, plan.currency),
                paid=money(one.paid_minor, plan.currency),
                due_on=one.due_on,
                planned_on=one.planned_on,
                state=one.state,
            )
            for one in plan.instalments
        ],
    )
