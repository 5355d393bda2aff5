"""The ceiling of orders: the lane's own statements in a plain loop on one connection, everything else prepared before.

What is timed is what PostgreSQL and the driver need for the two messages of a batch: reading and locking, and writing
with the commit. No HTTP, no decisions, no rows to build.
"""

import asyncio
import time
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

import msgspec
from django.conf import settings

from bench.orders_market import Market
from shared_apps.accounts.actors import known_permissions
from shared_apps.audit.record import NOWHERE
from shared_apps.foundation.actor import Actor
from shared_apps.lane.connections import Connections
from shared_apps.lane.prepared import begin, send
from tenant_apps.identity.queries import proven_key
from tenant_apps.orders.acceptance import statements as sql
from tenant_apps.orders.acceptance.flow import Decided, Known, decide
from tenant_apps.orders.acceptance.reading import Call, first_calls, read_of
from tenant_apps.orders.acceptance.wishes import Wish
from tenant_apps.orders.acceptance.writing import Receipt, Told
from tenant_apps.orders.commands import PlaceOrder


@dataclass
class Ceiling:
    """What one loop took: seconds on the clock, and of this process's processor."""

    orders: int
    took_s: float
    cpu_s: float

    @property
    def rate(self) -> float:
        return self.orders / self.took_s


class Loop:
    """Keeps what is known of the marketplace from loop to loop, as a lane does."""

    def __init__(self, market: Market) -> None:
        self.market = market
        self.known = Known()
        self.permissions = known_permissions()
        self.runs = 0

    def run(self, bodies: Sequence[dict[str, Any]], batch: int, count: int, on_timed: Any = None) -> Ceiling:
        """`count` batches of `batch` orders; `on_timed` is called before and after the timed part of each."""
        return asyncio.run(self._run(bodies, batch, count, on_timed))

    async def _run(self, bodies: Sequence[dict[str, Any]], batch: int, count: int, on_timed: Any) -> Ceiling:
        self.runs += 1
        connections = Connections(settings.DATABASES["default"])
        secrets = self.market.secrets
        took = cpu = 0.0
        try:
            async with connections.of(self.market.ref.key) as connection:
                for number in range(count):
                    some = [bodies[(number * batch + at) % len(bodies)] for at in range(batch)]
                    hashes = [sha256(secrets[at % len(secrets)].encode()).hexdigest() for at in range(batch)]
                    first, last = await self._prepare(connection, some, hashes, number)
                    if on_timed is not None:
                        on_timed(True)
                    began, used = time.perf_counter(), time.process_time()
                    await begin(connection, self.market.ref, [], sql.ALL, _bytes(connection, first))
                    await send(connection, *_bytes(connection, last), b"COMMIT")
                    took += time.perf_counter() - began
                    cpu += time.process_time() - used
                    if on_timed is not None:
                        on_timed(False)
        finally:
            await connections.close()
        return Ceiling(batch * count, took, cpu)

    async def _prepare(
        self, connection: Any, bodies: Sequence[dict[str, Any]], hashes: Sequence[str], number: int
    ) -> tuple[list[Call], list[Call]]:
        """The calls of one batch, decided in a transaction that is undone."""
        data = [msgspec.convert(body, PlaceOrder) for body in bodies]
        buyers = self.market.buyers
        keys = [(f"api_key:{at}", f"ceiling-{self.runs}-{number}-{at}") for at in range(len(data))]
        asked_for = [(buyers[at % len(buyers)], one) for at, one in enumerate(data)]
        first = first_calls(asked_for, list(set(hashes)), keys)
        _begun, limits, facts = await begin(connection, self.market.ref, [], sql.ALL, _bytes(connection, first))
        read = read_of(limits, facts)
        actors: dict[str, Actor] = {
            key.hash: key.in_use.actor
            for row in read.keys
            if (key := proven_key(row.row, read.now, self.permissions)) is not None
        }
        wishes = [Wish(at, one, buyer, actors[hashes[at]]) for at, (buyer, one) in enumerate(asked_for)]
        told = Told(
            [Receipt(principal, key, "0" * 64) for principal, key in keys], [""] * len(data), [NOWHERE] * len(data)
        )
        steps = decide(read, wishes, told, self.known, exact=False)
        rows: Any = None
        while True:
            try:
                calls = steps.send(rows) if rows is not None else next(steps)
            except StopIteration as end:
                decided: Decided = end.value
                break
            rows = await send(connection, *_bytes(connection, calls))
        # Accounts that were opened must be there when the batch is written.
        await connection.execute("COMMIT")
        self.known.accounts = decided.accounts
        assert len(decided.orders) == len(data), decided.verdicts[:3]
        return first, [decided.lock, (sql.WRITE, decided.values)]


def _bytes(connection: Any, calls: Sequence[Call]) -> list[bytes]:
    return [statement.call(connection, values) for statement, values in calls]
