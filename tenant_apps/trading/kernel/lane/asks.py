"""A bid that waits in the lane."""

from dataclasses import dataclass
from uuid import UUID

from shared_apps.lane.asks import Ask
from tenant_apps.trading.kernel.commands import PlaceBid


@dataclass(slots=True, eq=False, kw_only=True)
class BidAsk(Ask):
    """`company_id` is the one that the bid or its key names."""

    data: PlaceBid
    company_id: UUID
