"""The timeline of a deal as the API shows it."""

from datetime import datetime
from uuid import UUID

import msgspec

from shared_apps.api.forms import MoneyOut, money
from shared_apps.foundation.actor import Actor
from tenant_apps.settlement.queries import timeline
from tenant_apps.settlement.types import StepKind, StepState


class StepRecord(msgspec.Struct, frozen=True, kw_only=True):
    """One step. `id` is that of its row; null for a step that has not happened yet."""

    kind: StepKind
    state: StepState
    number: str
    id: UUID | None
    at: datetime | None
    amount: MoneyOut | None
    document_id: UUID | None


class TimelineRecord(msgspec.Struct, frozen=True, kw_only=True):
    """Everything that followed from one deal, in order."""

    deal_id: UUID
    deal_number: str
    total: MoneyOut
    invoiced: MoneyOut
    paid: MoneyOut
    settled_at: datetime | None
    cancelled_at: datetime | None
    steps: list[StepRecord]


def timeline_record(actor: Actor, deal_id: UUID) -> TimelineRecord:
    """The timeline; NotFound when the actor may not see the deal."""
    found = timeline(deal_id, actor)
    return TimelineRecord(
        deal_id=found.deal_id,
        deal_number=found.deal_number,
        total=money(found.total_minor, found.currency),
        invoiced=money(found.invoiced_minor, found.currency),
        paid=money(found.paid_minor, found.currency),
        settled_at=found.settled_at,
        cancelled_at=found.cancelled_at,
        steps=[
            StepRecord(
                kind=step.kind,
                state=step.state,
                number=step.number,
                id=step.id,
                at=step.at,
                amount=money(step.amount_minor, found.currency) if step.amount_minor is not None else None,
                document_id=step.document_id,
            )
            for step in found.steps
        ],
    )
