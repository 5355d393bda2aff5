"""What happened to drills."""

from uuid import UUID

from shared_apps.outbox.events import DomainEvent, event


@event("evidence.drill_ended")
class DrillEnded(DomainEvent, frozen=True):
    """`outcome` is whole, broken or failed."""

    drill_id: UUID
    number: int
    outcome: str
