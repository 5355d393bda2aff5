"""The limit of requests of a key, counted for many requests at once and without blocking; the same counters.

`throttling.py` counts one request and waits for the cache. Both write the same names, so a key has one quota however
its requests come in.
"""

import time
from collections import Counter
from collections.abc import Sequence
from typing import Any

import structlog
from django.core.cache.backends.redis import RedisCache
from redis.asyncio import Redis
from redis.exceptions import RedisError

from shared_apps.api.throttling import WINDOW_S, Quota, own
from shared_apps.tenancy.keys import cache_key_of

log = structlog.get_logger(__name__)

# The counter must die with its window: the time to live is set with the first count. One command for all keys.
SCRIPT = """
local found = {}
for at, name in ipairs(KEYS) do
    redis.call('SET', name, 0, 'NX', 'EX', ARGV[1])
    found[at] = redis.call('INCRBY', name, ARGV[at + 1])
end
return found
"""


class Counting:
    """Counts in the cache where it is Valkey, else and without it in this process."""

    def __init__(self, cache: Any, url: str) -> None:
        self.cache = cache
        self.valkey: Any = None
        if isinstance(cache, RedisCache):
            self.valkey = Redis.from_url(url, socket_connect_timeout=1, socket_timeout=1)

    async def count(self, tenant_key: str, asked: Sequence[tuple[str, int]]) -> list[Quota]:
        """A quota for each `(key id, limit)`, in their order; `left` is -1 for each that is one too many."""
        now = time.time()
        window, reset_s = int(now) // WINDOW_S, WINDOW_S - int(now) % WINDOW_S
        each = Counter(key_id for key_id, _limit in asked)
        used = await self._used(tenant_key, each, window)
        before = {key_id: used[key_id] - count for key_id, count in each.items()}
        found = []
        for key_id, limit in asked:
            before[key_id] += 1
            found.append(Quota(limit, max(limit - before[key_id], -1), reset_s))
        return found

    async def close(self) -> None:
        if self.valkey is not None:
            await self.valkey.aclose()

    async def _used(self, tenant_key: str, each: Counter[str], window: int) -> dict[str, int]:
        if self.valkey is not None and own.asks_cache():
            try:
                found = await self._in_valkey(tenant_key, each, window)
            except (RedisError, OSError) as error:
                own.cache_failed()
                log.warning("api.rate_limit_without_cache", error=str(error))
            else:
                for key_id, used in found.items():
                    own.learn(_here(tenant_key, key_id, window), window, used)
                return found
        return {
            key_id: [own.one_more(_here(tenant_key, key_id, window), window) for _ in range(count)][-1]
            for key_id, count in each.items()
        }

    async def _in_valkey(self, tenant_key: str, each: Counter[str], window: int) -> dict[str, int]:
        names = [
            cache_key_of(_name(key_id, window), self.cache.key_prefix, self.cache.version, tenant_key)
            for key_id in each
        ]
        found = await self.valkey.eval(SCRIPT, len(names), *names, WINDOW_S + 5, *each.values())
        return dict(zip(each, found, strict=True))


def _name(key_id: str, window: int) -> str:
    return f"rate:{key_id}:{window}"


def _here(tenant_key: str, key_id: str, window: int) -> str:
    return f"{tenant_key}|{_name(key_id, window)}"
