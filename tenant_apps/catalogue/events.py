"""Events of the catalogue."""

from uuid import UUID

from shared_apps.outbox.events import DomainEvent, event


@event("catalogue.item_changed")
class ItemChanged(DomainEvent, frozen=True):
    """An item is new or different."""

    item_id: UUID
    supplier_id: UUID
    state: str


@event("catalogue.licence_requirement_changed")
class LicenceRequirementChanged(DomainEvent, frozen=True):
    """A category asks for a paper from a day on, or from a day on no more."""

    requirement_id: UUID
    category: str
    kind: str
