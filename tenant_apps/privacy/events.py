"""Events of privacy. They name people by id alone."""

from uuid import UUID

from shared_apps.outbox.events import DomainEvent, event


@event("privacy.request_opened")
class RequestOpened(DomainEvent, frozen=True):
    """Somebody asks about their own data."""

    request_id: UUID
    number: str
    kind: str

    def aggregate(self) -> str:
        return f"privacy:request:{self.request_id}"


@event("privacy.request_closed")
class RequestClosed(DomainEvent, frozen=True):
    """A request was answered, refused or withdrawn."""

    request_id: UUID
    number: str
    state: str

    def aggregate(self) -> str:
        return f"privacy:request:{self.request_id}"


@event("privacy.person_erased")
class PersonErased(DomainEvent, frozen=True):
    """What names this person is unreadable from now on; apps that keep copies elsewhere drop them."""

    user_id: UUID

    def aggregate(self) -> str:
        return f"privacy:person:{self.user_id}"


@event("privacy.consent_changed")
class ConsentChanged(DomainEvent, frozen=True):
    """A person gave or withdrew a consent, or objected to a purpose."""

    user_id: UUID
    purpose: str
    act: str

    def aggregate(self) -> str:
        return f"privacy:person:{self.user_id}"


@event("privacy.breach_registered")
class BreachRegistered(DomainEvent, frozen=True):
    """A breach of personal data stands in the register, and its clocks run."""

    breach_id: UUID
    number: str
    risk: str

    def aggregate(self) -> str:
        return f"privacy:breach:{self.breach_id}"
