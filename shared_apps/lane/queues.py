"""A queue for each thing: whatever waits is taken together, at once, never later to make a batch larger.

While one batch commits the next one gathers, so batches grow by themselves under load, and a single ask goes alone.
"""

import asyncio
import contextlib
from collections import Counter, deque
from collections.abc import Awaitable, Callable, Hashable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol, TypeVar

import psycopg
import structlog
from psycopg import AsyncConnection

from shared_apps.foundation.faults import InjectedFault
from shared_apps.lane.asks import UNUSUAL, Ask, Later, Outcome, OutcomeUnknown
from shared_apps.lane.connections import Connections
from shared_apps.tenancy.refs import TenantRef

log = structlog.get_logger(__name__)

MOST = 500
# So many, and half as many as are being committed, make a batch of their own meanwhile.
ENOUGH = 24
# How long what comes after an ending ask waits for it, at most.
ENDING_S = 10.0
Some = TypeVar("Some", bound=Ask, contravariant=True)
Count = Callable[[TenantRef, Sequence[Ask]], Awaitable[None]]


@dataclass(slots=True)
class Done:
    """What became of each ask, in their order. `afterwards` runs once they are answered."""

    outcomes: list[Outcome]
    afterwards: Callable[[], None] | None = None


class Work(Protocol[Some]):
    """One batch in one transaction. Errors of the database leave nothing behind."""

    async def take(
        self,
        connection: AsyncConnection[Any],
        ref: TenantRef,
        subject: Hashable,
        asks: Sequence[Some],
        counted: Awaitable[None],
    ) -> Done:
        """Take the asks in their order. `counted` is done when it is known which keys have used up their requests."""

    async def end(self) -> None:
        """Finish what runs beside."""


class Lane:
    """The queues of one kind of work. `count` puts what is left of its key's requests on each ask.

    With `overlap` above one a batch may begin while others of the same thing are still being committed, if enough wait:
    then the process decides while the database writes. Fewer than that wait for the batch before, and go together.
    """

    def __init__(self, connections: Connections, work: Work[Any], count: Count, *, overlap: int = 1) -> None:
        self.connections = connections
        self.work = work
        self.count = count
        self.overlap = overlap
        self.largest = MOST // overlap
        self.waiting: dict[tuple[str, Hashable], deque[Ask]] = {}
        self.running: Counter[tuple[str, Hashable]] = Counter()
        self.sizes: dict[tuple[str, Hashable], int] = {}
        self.tasks: set[asyncio.Task[None]] = set()
        self.batches = 0

    def put(self, ref: TenantRef, subject: Hashable, asks: Sequence[Ask]) -> None:
        """Let asks wait for their turn; `done` of each gets what became of it."""
        self.waiting.setdefault((ref.key, subject), deque()).extend(asks)
        self._start(ref, subject)

    async def end(self) -> None:
        """Finish what waits."""
        while self.tasks:
            await asyncio.wait(set(self.tasks))
        await self.work.end()

    def _start(self, ref: TenantRef, subject: Hashable) -> None:
        """Begin as many batches as what waits is worth. Each takes what waits when its turn comes."""
        name = (ref.key, subject)
        left, enough = len(self.waiting[name]), max(ENOUGH, self.sizes.get(name, 0) // 2)
        while left > 0 and self.running[name] < self.overlap and (left >= enough or not self.running[name]):
            left -= self.largest
            self.running[name] += 1
            task = asyncio.get_running_loop().create_task(self._serve(ref, subject))
            self.tasks.add(task)
            task.add_done_callback(self.tasks.discard)

    async def _serve(self, ref: TenantRef, subject: Hashable) -> None:
        name = (ref.key, subject)
        queue = self.waiting[name]
        try:
            if queue:
                asks = [queue.popleft() for _ in range(min(len(queue), self.largest))]
                self.sizes[name] = len(asks)
                later = await self._batch(ref, subject, asks)
                if later:
                    queue.extendleft(reversed(later))
                    ender = asks[len(asks) - len(later) - 1]
                    with contextlib.suppress(TimeoutError):
                        await asyncio.wait_for(ender.settled(), ENDING_S)
        except BaseException:
            while queue:
                queue.popleft().answer(UNUSUAL)
            raise
        finally:
            self.running[name] -= 1
            if queue:
                self._start(ref, subject)
            elif not self.running[name]:
                del self.running[name], self.waiting[name]
                self.sizes.pop(name, None)

    async def _batch(self, ref: TenantRef, subject: Hashable, asks: Sequence[Ask]) -> list[Ask]:
        """Take the asks; return those that come after one that ends what they are about."""
        self.batches += 1
        counting = asyncio.ensure_future(self.count(ref, asks))
        try:
            async with self.connections.of(ref.key) as connection:
                done = await self.work.take(connection, ref, subject, asks, counting)
        except (OutcomeUnknown, InjectedFault) as error:
            log.warning("lane.outcome_unknown", error=str(error.__cause__ or error))
            for ask in asks:
                ask.fail()
            return []
        except (psycopg.Error, OSError) as error:
            # Nothing was committed: the ordinary command finds out what is wrong, for each ask by itself.
            log.warning("lane.batch_failed", error=str(error))
            done = Done([UNUSUAL for _ in asks])
        except Exception as error:
            # What was committed before it went wrong is found under the key when the request is sent again.
            log.error("lane.unforeseen", exc_info=error)
            for ask in asks:
                ask.fail()
            return []
        finally:
            with contextlib.suppress(Exception):
                await counting
        later = []
        for ask, outcome in zip(asks, done.outcomes, strict=True):
            if isinstance(outcome, Later):
                later.append(ask)
            else:
                ask.answer(outcome)
        if done.afterwards is not None:
            await asyncio.sleep(0)  # the answers first
            done.afterwards()
        return later
