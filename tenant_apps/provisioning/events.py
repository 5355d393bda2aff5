"""What happened to directories and to those they bring."""

from uuid import UUID

from shared_apps.outbox.events import DomainEvent, event


@event("provisioning.connection_made")
class ConnectionMade(DomainEvent, frozen=True):
    connection_id: UUID
    company_id: UUID | None


@event("provisioning.connection_ended")
class ConnectionEnded(DomainEvent, frozen=True):
    connection_id: UUID
    company_id: UUID | None
