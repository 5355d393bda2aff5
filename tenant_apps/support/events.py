"""Events of support."""

from datetime import datetime
from uuid import UUID

from shared_apps.outbox.events import DomainEvent, event


@event("support.visit_changed")
class VisitChanged(DomainEvent, frozen=True):
    """A visit was consented to, refused or ended; the control plane is told."""

    visit_id: UUID
    state: str
    may_write: bool
    ends_at: datetime | None = None
    how: str = ""

    def aggregate(self) -> str:
        return f"support:{self.visit_id}"


@event("support.visit_asked")
class VisitAsked(DomainEvent, frozen=True):
    """Support asks to come in; the heads of the marketplace get a mail."""

    visit_id: UUID

    def aggregate(self) -> str:
        return f"support:{self.visit_id}"
