"""What happened to memberships."""

from uuid import UUID

from shared_apps.outbox.events import DomainEvent, event


@event("identity.membership_begun")
class MembershipBegun(DomainEvent, frozen=True):
    membership_id: UUID
    user_id: UUID
    company_id: UUID | None
    role: str


@event("identity.membership_ended")
class MembershipEnded(DomainEvent, frozen=True):
    membership_id: UUID
    user_id: UUID


@event("identity.role_changed")
class RoleChanged(DomainEvent, frozen=True):
    role_id: UUID
    code: str
    edition: int


@event("identity.separation_changed")
class SeparationChanged(DomainEvent, frozen=True):
    separation_id: UUID
    company_id: UUID | None
    is_retired: bool


@event("identity.grant_asked")
class GrantAsked(DomainEvent, frozen=True):
    request_id: UUID
    kind: str
    company_id: UUID | None
    role: str


@event("identity.grant_decided")
class GrantDecided(DomainEvent, frozen=True):
    request_id: UUID
    state: str


@event("identity.review_begun")
class ReviewBegun(DomainEvent, frozen=True):
    review_id: UUID
    company_id: UUID | None
    lines: int


@event("identity.review_overdue")
class ReviewOverdue(DomainEvent, frozen=True):
    review_id: UUID
    company_id: UUID | None
    suspended: int


@event("identity.review_signed")
class ReviewSigned(DomainEvent, frozen=True):
    review_id: UUID
    company_id: UUID | None
    digest: str
