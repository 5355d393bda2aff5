"""What waits in the lane, and what becomes of it."""

import asyncio
import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field

import msgspec

from shared_apps.api.authentication import KeyInUse
from shared_apps.api.throttling import Quota
from shared_apps.audit.record import Origin
from shared_apps.foundation.refusals import Refusal


@dataclass(frozen=True, slots=True)
class Answer:
    """It is done, or was before under this key: the body as it was stored."""

    body: str


@dataclass(frozen=True, slots=True)
class Refused:
    """It is refused; `why` makes the refusal in the language of whoever asked."""

    why: Callable[[], Refusal]


class Unusual:
    """Nothing was done: the ordinary command must take this one."""


class Later:
    """Nothing was done: what came before it must be finished by the ordinary command first."""


class OutcomeUnknown(Exception):
    """The connection was lost while the batch was written: whether it was committed, only the tables know."""


UNUSUAL, LATER = Unusual(), Later()
Outcome = Answer | Refused | Unusual | Later


@dataclass(slots=True)
class Counted:
    """A request as the limit of its key counts it; `quota` is what was left once it was counted."""

    key_id: str
    limit: int
    quota: Quota | None = None

    @property
    def is_over(self) -> bool:
        return self.quota is not None and self.quota.left < 0

    def is_of(self, key: KeyInUse) -> bool:
        """Whether it was counted for this key and by its limit, as both are now."""
        return (self.key_id, self.limit) == (key.actor.id, key.rate_per_minute)


@dataclass(slots=True, eq=False, kw_only=True)
class Ask:
    """One thing to do, with its key. What the key was when it was last seen is proven anew with the batch.

    `settle` is called when an ordinary request that came of it is answered.
    """

    key_hash: str
    counted: Counted
    idempotency_key: str
    request_id: str
    origin: Origin
    language: str
    data: msgspec.Struct
    body_hash: str = ""
    principal: str = ""
    is_settled: bool = False
    waits: asyncio.Event | None = None
    done: "asyncio.Future[Outcome]" = field(default_factory=lambda: asyncio.get_running_loop().create_future())

    def __post_init__(self) -> None:
        self.body_hash = hashlib.sha256(msgspec.json.encode(self.data, order="deterministic")).hexdigest()
        self.principal = f"api_key:{self.counted.key_id}"[:140]

    def settle(self) -> None:
        """The ordinary request is answered."""
        self.is_settled = True
        if self.waits is not None:
            self.waits.set()

    async def settled(self) -> None:
        """Wait until the ordinary request is answered. An event is made for the few that are waited for."""
        if not self.is_settled:
            self.waits = asyncio.Event()
            await self.waits.wait()

    def answer(self, outcome: Outcome) -> None:
        if not self.done.done():
            self.done.set_result(outcome)

    def fail(self) -> None:
        """Nobody knows what became of it; the same request again will find out."""
        if not self.done.done():
            self.done.set_exception(OutcomeUnknown())
