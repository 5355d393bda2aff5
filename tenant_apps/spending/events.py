"""What happened to limits."""

from uuid import UUID

from shared_apps.outbox.events import DomainEvent, event


@event("spending.limit_changed")
class LimitChanged(DomainEvent, frozen=True, kw_only=True):
    """`amount` is a decimal text, None for no limit; `state` is active or closed."""

    limit_id: UUID
    company_id: UUID
    grantor_id: UUID | None
    kind: str
    amount: str | None
    currency: str
    state: str


@event("spending.limit_proposed")
class LimitProposed(DomainEvent, frozen=True, kw_only=True):
    """Somebody wants to set a limit that a second person has to confirm."""

    proposal_id: UUID
    company_id: UUID
    grantor_id: UUID | None
    kind: str
