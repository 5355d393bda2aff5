"""Companies with the right of first refusal in an event, in their order."""

from uuid import UUID

from tenant_apps.trading.kernel.models import Participant


def priority_of(event_id: UUID) -> tuple[UUID, ...]:
    """Their ids, the first in the order first."""
    rows = Participant.objects.filter(trading_event_id=event_id, priority__isnull=False).order_by("priority")
    return tuple(rows.values_list("company_id", flat=True))
