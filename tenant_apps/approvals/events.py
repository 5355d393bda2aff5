"""What happened to requests for approval."""

from uuid import UUID

from shared_apps.outbox.events import DomainEvent, event


@event("approvals.request_opened")
class RequestOpened(DomainEvent, frozen=True, kw_only=True):
    request_id: UUID
    company_id: UUID
    kind: str
    subject_id: UUID


@event("approvals.step_opened")
class StepOpened(DomainEvent, frozen=True, kw_only=True):
    """`people` are those who may decide on it now."""

    request_id: UUID
    step_id: UUID
    people: tuple[UUID, ...]


@event("approvals.step_escalated")
class StepEscalated(DomainEvent, frozen=True, kw_only=True):
    request_id: UUID
    step_id: UUID
    people: tuple[UUID, ...]


@event("approvals.decision_made")
class DecisionMade(DomainEvent, frozen=True, kw_only=True):
    request_id: UUID
    step_ids: tuple[UUID, ...]
    person_id: UUID
    verdict: str


@event("approvals.request_decided")
class RequestDecided(DomainEvent, frozen=True, kw_only=True):
    """`state` is approved, rejected, withdrawn or expired."""

    request_id: UUID
    company_id: UUID
    kind: str
    subject_id: UUID
    state: str
