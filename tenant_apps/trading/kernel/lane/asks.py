"""What waits in the lane, and what becomes of it."""

import asyncio
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import msgspec

from shared_apps.api.throttling import Quota
from tenant_apps.trading.kernel.commands import PlaceBid


@dataclass(frozen=True, slots=True)
class Answer:
    """The bid is in the ledger, or was before under this key: the body as it was stored."""

    body: str


@dataclass(frozen=True, slots=True)
class Refused:
    """The bid is in the ledger as refused: the reason, and the facts that the bidder may know."""

    reason: str
    facts: Mapping[str, Any]


class Unusual:
    """Nothing was done: the ordinary command must take this one."""


class Later:
    """Nothing was done: the bid before it ends the lot, and the ordinary command takes that one first."""


UNUSUAL, LATER = Unusual(), Later()
Outcome = Answer | Refused | Unusual | Later


@dataclass(slots=True, eq=False)
class Ask:
    """One bid with its key. `key_id` and the company are what the key was when it was last seen; both are proven anew.

    `limit` is that of the key, `quota` what is left of it once the request was counted; `settled` is set when an
    ordinary request that came of it is answered.
    """

    key_hash: str
    key_id: str
    company_id: UUID
    data: PlaceBid
    idempotency_key: str
    request_id: str
    limit: int
    quota: Quota | None = None
    body_hash: str = ""
    settled: asyncio.Event = field(default_factory=asyncio.Event)
    done: "asyncio.Future[Outcome]" = field(default_factory=lambda: asyncio.get_running_loop().create_future())

    def __post_init__(self) -> None:
        self.body_hash = hashlib.sha256(msgspec.json.encode(self.data, order="deterministic")).hexdigest()

    @property
    def is_over_limit(self) -> bool:
        return self.quota is not None and self.quota.left < 0

    @property
    def principal(self) -> str:
        return f"api_key:{self.key_id}"[:140]

    def answer(self, outcome: Outcome) -> None:
        if not self.done.done():
            self.done.set_result(outcome)
