"""What happened between Kontor and other systems."""

from uuid import UUID

from shared_apps.outbox.events import DomainEvent, event


@event("integrations.disagreement_opened")
class DisagreementOpened(DomainEvent, frozen=True, kw_only=True):
    """Both sides say something else and no rule decides."""

    disagreement_id: UUID
    connection_id: UUID
    field: str
    thing: str


@event("integrations.order_taken")
class OrderTaken(DomainEvent, frozen=True, kw_only=True):
    """A system has taken an order under a number of its own."""

    delivery_id: UUID
    order_id: UUID
    their_number: str
