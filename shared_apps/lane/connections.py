"""The lane's connections: a few, each kept for the marketplace that used it last.

Every statement of the lane finds its rows by keys. Plans are generic from the start, since with the arrays as constants
they would be made five times for nothing; and because they may be made while a marketplace is new and its tables are
empty, reading whole tables is ruled out: such a plan would be kept while they grow.

A connection that goes from one marketplace to another must plan its statements anew, so it stays where it is while
there are enough.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from psycopg import AsyncConnection

SETTINGS = {
    "plan_cache_mode": "force_generic_plan",
    "enable_seqscan": "off",
    "enable_hashjoin": "off",
    "enable_mergejoin": "off",
    "TimeZone": "UTC",
}
OPTIONS = " ".join(f"-c {name}={value}" for name, value in SETTINGS.items())


class Connections:
    """At most `most` at a time; who finds none waits."""

    def __init__(self, settings: dict[str, Any], most: int = 6) -> None:
        self.settings = settings
        self.free: list[tuple[str, AsyncConnection[Any]]] = []
        self.slots = asyncio.Semaphore(most)
        self.most = most

    @asynccontextmanager
    async def of(self, tenant: str) -> AsyncIterator[AsyncConnection[Any]]:
        """A connection outside any transaction. After an error it is closed, which undoes what was open."""
        async with self.slots:
            connection = await self._take(tenant)
            try:
                yield connection
            except BaseException:
                await connection.close()
                raise
            self.free.append((tenant, connection))

    async def close(self) -> None:
        free, self.free = self.free, []
        for _tenant, connection in free:
            await connection.close()

    async def _take(self, tenant: str) -> AsyncConnection[Any]:
        # The last one of this marketplace; else a new one; else the one that was used longest ago.
        for at in range(len(self.free) - 1, -1, -1):
            if self.free[at][0] == tenant:
                connection = self.free.pop(at)[1]
                if not connection.closed:
                    return connection
        while len(self.free) >= self.most:
            connection = self.free.pop(0)[1]
            if not connection.closed:
                return connection
        return await self._open()

    async def _open(self) -> AsyncConnection[Any]:
        told = self.settings
        return await AsyncConnection.connect(
            host=told["HOST"], port=told["PORT"], dbname=told["NAME"], user=told["USER"], password=told["PASSWORD"],
            connect_timeout=10, options=OPTIONS, autocommit=True,
            # What the driver had prepared it would throw away after a ROLLBACK, and ours with it.
            prepare_threshold=None,
        )  # fmt: skip
