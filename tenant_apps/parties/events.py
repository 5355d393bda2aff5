"""What happened to companies."""

from uuid import UUID

from shared_apps.outbox.events import DomainEvent, event


@event("parties.company_added")
class CompanyAdded(DomainEvent, frozen=True):
    company_id: UUID
    code: str


@event("parties.company_admitted")
class CompanyAdmitted(DomainEvent, frozen=True):
    """A guest became a company of the marketplace."""

    company_id: UUID


@event("parties.company_suspended")
class CompanySuspended(DomainEvent, frozen=True):
    company_id: UUID


@event("parties.company_reactivated")
class CompanyReactivated(DomainEvent, frozen=True):
    company_id: UUID


@event("parties.company_barred")
class CompanyBarred(DomainEvent, frozen=True):
    """`until` is empty where a bar was lifted."""

    company_id: UUID
    until: str


@event("parties.qualification_changed")
class QualificationChanged(DomainEvent, frozen=True):
    company_id: UUID
    kind: str
    state: str


@event("parties.company_placed")
class CompanyPlaced(DomainEvent, frozen=True):
    """`parent_id` is empty where it stands alone from now on."""

    company_id: UUID
    parent_id: UUID | None
