"""Events of compliance."""

from shared_apps.outbox.events import DomainEvent, event


@event("compliance.profiles_proposed")
class ProfilesProposed(DomainEvent, frozen=True):
    """Somebody proposes other compliance profiles; a second person is asked."""

    number: int
    profiles: list[str]

    def aggregate(self) -> str:
        return "compliance:profiles"


@event("compliance.profiles_chosen")
class ProfilesChosen(DomainEvent, frozen=True):
    """Other compliance profiles are in force. `ruleset` is the version of the rules that they made."""

    number: int
    profiles: list[str]
    content_hash: str
    ruleset: int

    def aggregate(self) -> str:
        return "compliance:profiles"
