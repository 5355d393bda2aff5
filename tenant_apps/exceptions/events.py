"""What happened to exceptions."""

from uuid import UUID

from shared_apps.outbox.events import DomainEvent, event


@event("exceptions.exception_opened")
class ExceptionOpened(DomainEvent, frozen=True, kw_only=True):
    exception_id: UUID
    number: str
    kind: str
    subject: str
    subject_id: UUID
    company_id: UUID | None


@event("exceptions.exception_closed")
class ExceptionClosed(DomainEvent, frozen=True, kw_only=True):
    """`how`: solved or dismissed by a person, or cleared because its cause has gone."""

    exception_id: UUID
    number: str
    kind: str
    how: str
