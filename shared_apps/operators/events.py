"""Events of operators: what the control plane asks a region for. They carry pseudonyms, never names."""

from typing import Any
from uuid import UUID

from shared_apps.outbox.events import DomainEvent, event


@event("operators.support_wanted")
class SupportWanted(DomainEvent, frozen=True):
    """A region is to do one step of a visit: `ask`, `enter` or `end`. `told` is what it needs for that."""

    request_id: UUID
    tenant_id: UUID
    told: dict[str, Any]

    def aggregate(self) -> str:
        return f"operators:support:{self.request_id}"
