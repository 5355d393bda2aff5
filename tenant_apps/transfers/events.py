"""Events of transfers."""

from uuid import UUID

from shared_apps.outbox.events import DomainEvent, event


@event("transfers.flow_blocked")
class FlowBlocked(DomainEvent, frozen=True):
    """Something did not leave the region. `is_first` is the first of its flow, country and reason on this day."""

    flow: str
    country: str
    reason: str
    is_first: bool

    def aggregate(self) -> str:
        return f"transfers:{self.flow}"


@event("transfers.mechanism_in_force")
class MechanismInForce(DomainEvent, frozen=True):
    """A transfer to a country rests on another mechanism from now on."""

    mechanism_id: UUID
    country: str
    mechanism: str

    def aggregate(self) -> str:
        return f"transfers:{self.country}"


@event("transfers.mechanism_ended")
class MechanismEnded(DomainEvent, frozen=True):
    """Transfers to a country rest on nothing any more."""

    mechanism_id: UUID
    country: str

    def aggregate(self) -> str:
        return f"transfers:{self.country}"


@event("transfers.authority_answered")
class AuthorityAnswered(DomainEvent, frozen=True):
    """A request of a foreign authority was approved, refused or handed over."""

    request_id: UUID
    state: str

    def aggregate(self) -> str:
        return f"transfers:{self.request_id}"


@event("transfers.residency_stated")
class ResidencyStated(DomainEvent, frozen=True):
    """The statement of a day is signed."""

    day: str
    digest: str

    def aggregate(self) -> str:
        return "transfers:residency"
