"""What happened to identity providers and to connections with them. No event names anybody."""

from uuid import UUID

from shared_apps.outbox.events import DomainEvent, event


@event("federation.provider_changed")
class ProviderChanged(DomainEvent, frozen=True):
    """A provider was made, changed, put in use or ended."""

    provider_id: UUID
    company_id: UUID | None
    kind: str
    state: str


@event("federation.identity_linked")
class IdentityLinked(DomainEvent, frozen=True):
    """`how`: linked by a signed-in person, taken with an invitation, or a member made."""

    provider_id: UUID
    user_id: UUID
    how: str


@event("federation.identity_unlinked")
class IdentityUnlinked(DomainEvent, frozen=True):
    provider_id: UUID
    user_id: UUID
