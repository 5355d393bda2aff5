"""A queue for each lot: whatever waits is taken together, at once, never later to make a batch larger.

While one batch commits the next one gathers, so batches grow by themselves under load, and a single bid goes alone.
"""

import asyncio
import contextlib
from collections import OrderedDict, deque
from collections.abc import Awaitable, Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from uuid import UUID

import msgspec
import psycopg
import structlog

from shared_apps.foundation.faults import InjectedFault
from shared_apps.outbox.live.tickets import stream_key
from shared_apps.tenancy.refs import TenantRef
from tenant_apps.trading.kernel.lane.asks import UNUSUAL, Ask, Later
from tenant_apps.trading.kernel.lane.batch import Aftermath, Done, OutcomeUnknown, take_batch
from tenant_apps.trading.kernel.lane.connections import Connections
from tenant_apps.trading.kernel.lane.reading import Memory

log = structlog.get_logger(__name__)

MOST = 500
REMEMBERED = 2000
# How long bids wait for one that ends their lot, at most.
ENDING_S = 10.0
Lot = tuple[str, UUID]
Publish = Callable[[Sequence[tuple[str, bytes]]], None]
Count = Callable[[TenantRef, Sequence[Ask]], Awaitable[None]]


class Lane:
    """All queues of this process. `count` puts its quota on each ask; `publish` tells the watchers."""

    def __init__(self, connections: Connections, known: frozenset[str], count: Count, publish: Publish) -> None:
        self.connections = connections
        self.known = known
        self.count = count
        self.publish = publish
        self.waiting: dict[Lot, deque[Ask]] = {}
        self.memories: OrderedDict[Lot, Memory] = OrderedDict()
        self.tasks: set[asyncio.Task[None]] = set()
        self.teller = ThreadPoolExecutor(1, thread_name_prefix="teller")
        self.batches = 0

    def put(self, ref: TenantRef, lot_id: UUID, ask: Ask) -> None:
        """Let a bid wait for its turn; `ask.done` gets what became of it."""
        lot = (ref.key, lot_id)
        queue = self.waiting.get(lot)
        if queue is not None:
            queue.append(ask)
            return
        self.waiting[lot] = deque([ask])
        self._start(self._serve(ref, lot_id))

    async def end(self) -> None:
        """Finish what waits, then close."""
        while self.tasks:
            await asyncio.wait(set(self.tasks))
        await asyncio.get_running_loop().run_in_executor(None, self.teller.shutdown)
        await self.connections.close()

    def _start(self, work: Any) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self.tasks.add(task)
        task.add_done_callback(self.tasks.discard)

    async def _serve(self, ref: TenantRef, lot_id: UUID) -> None:
        lot = (ref.key, lot_id)
        queue = self.waiting[lot]
        try:
            while queue:
                asks = [queue.popleft() for _ in range(min(len(queue), MOST))]
                later = await self._batch(ref, lot_id, asks)
                if later:
                    queue.extendleft(reversed(later))
                    ender = asks[len(asks) - len(later) - 1]
                    with contextlib.suppress(TimeoutError):
                        await asyncio.wait_for(ender.settled.wait(), ENDING_S)
        finally:
            del self.waiting[lot]
            for ask in queue:
                ask.answer(UNUSUAL)

    async def _batch(self, ref: TenantRef, lot_id: UUID, asks: Sequence[Ask]) -> list[Ask]:
        """Take the asks; return those that come after a bid that ends the lot."""
        self.batches += 1
        memory = self.memories.pop((ref.key, lot_id), None)
        counting = asyncio.ensure_future(self.count(ref, asks))
        try:
            async with self.connections.of(ref.key) as connection:
                done = await take_batch(connection, ref, lot_id, asks, memory, self.known, counting)
        except (OutcomeUnknown, InjectedFault) as error:
            log.warning("lane.outcome_unknown", error=str(error.__cause__ or error))
            for ask in asks:
                if not ask.done.done():
                    ask.done.set_exception(OutcomeUnknown())
            return []
        except (psycopg.Error, OSError) as error:
            # Nothing was committed: the ordinary command finds out what is wrong, for each bid by itself.
            log.warning("lane.batch_failed", error=str(error))
            done = Done([UNUSUAL for _ in asks])
        except Exception as error:
            # What was committed before it went wrong is found under the key when the bid is sent again.
            log.error("lane.unforeseen", exc_info=error)
            for ask in asks:
                if not ask.done.done():
                    ask.done.set_exception(OutcomeUnknown())
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
        if done.aftermath is not None:
            await asyncio.sleep(0)  # the answers first
            self._conclude(ref, lot_id, done.aftermath())
        return later

    def _conclude(self, ref: TenantRef, lot_id: UUID, found: Aftermath) -> None:
        self.memories[ref.key, lot_id] = found.memory
        while len(self.memories) > REMEMBERED:
            self.memories.popitem(last=False)
        if found.said:
            messages = [(stream_key(ref.key, found.room, who), msgspec.json.encode(said)) for who, said in found.said]
            # One thread keeps the order, and the next batch does not wait for Valkey.
            self.teller.submit(self.publish, messages)
