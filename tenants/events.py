"""What happened to marketplaces, as the control plane knows it."""

from uuid import UUID

from shared_apps.outbox.events import DomainEvent, event


@event("tenants.marketplace_requested")
class MarketplaceRequested(DomainEvent, frozen=True):
    tenant_id: UUID
    run_id: UUID


@event("tenants.marketplace_opened")
class MarketplaceOpened(DomainEvent, frozen=True):
    tenant_id: UUID
    slug: str
    region: str


@event("tenants.marketplace_failed")
class MarketplaceFailed(DomainEvent, frozen=True):
    tenant_id: UUID
    slug: str
    region: str
    reason: str


@event("tenants.marketplace_rolled_back")
class MarketplaceRolledBack(DomainEvent, frozen=True):
    tenant_id: UUID
    slug: str
    region: str


@event("tenants.state_changed")
class StateChanged(DomainEvent, frozen=True):
    tenant_id: UUID
    before: str
    after: str
    reason: str
