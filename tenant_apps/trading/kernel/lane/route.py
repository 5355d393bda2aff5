"""Bids over HTTP: the one path of the lane that ends in a lot."""

import re
from collections.abc import Hashable, Sequence
from uuid import UUID

from shared_apps.api import bodies
from shared_apps.api.ordinary import Headers
from shared_apps.lane.asks import Outcome
from shared_apps.lane.desk import Sender, single
from shared_apps.lane.queues import Lane
from tenant_apps.trading.kernel.commands import PlaceBid
from tenant_apps.trading.kernel.lane.asks import BidAsk


class BidRoute:
    """`POST /api/v1/lots/{lot_id}/bids`: one bid, in the queue of its lot."""

    pattern = re.compile(r"/api/v1/lots/([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})/bids")
    largest = 16 * 1024
    allow = "GET, POST, HEAD, OPTIONS"

    def __init__(self, lane: Lane) -> None:
        self.lane = lane

    def asks(self, found: "re.Match[str]", body: bytes, sender: Sender) -> tuple[Hashable, Sequence[BidAsk]] | None:
        """The bid, if it or its key names the company that bids."""
        lot_id = UUID(found[1])
        data = bodies.command_input(body, PlaceBid, {"lot_id": lot_id})
        company_id = data.company_id or sender.known.company_id
        if company_id is None:
            return None
        ask = BidAsk(
            key_hash=sender.key_hash, counted=sender.counted, idempotency_key=sender.idempotency_key,
            request_id=sender.request_id, origin=sender.origin, language=sender.language, data=data,
            company_id=company_id,
        )  # fmt: skip
        return lot_id, [ask]

    def reply(self, outcomes: Sequence[Outcome], path: str) -> tuple[int, Headers, bytes] | None:
        return single(outcomes[0], path)
