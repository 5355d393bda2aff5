"""The stream process of a region: what is committed goes out to who watches a room. `python -m config.stream --port N`.

It knows the secret, its region and Valkey, and nothing else: no database, no Django. A test holds it to that.
"""

import argparse
import asyncio
import resource
import signal
import sys
from functools import lru_cache

from redis.asyncio import BlockingConnectionPool, Redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff

from config import logs
from config.environment import load
from shared_apps.outbox.live.connections import Connection, Service
from shared_apps.outbox.live.rooms import BLOCK_MS, Rooms
from shared_apps.outbox.live.tickets import PURPOSE
from shared_apps.tenancy.derive import derive

# Each room and audience that is watched holds one connection to Valkey while it waits for news.
READERS_MOST = 5000
BACKLOG = 4096


def raise_file_limit() -> int:
    """As many open files as the system allows: each watcher is one."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft < hard:
        resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    return hard


async def serve(host: str, port: int) -> None:
    """Serve until SIGTERM or SIGINT, then end every stream cleanly: watchers come back and resume elsewhere."""
    env = load()
    loop = asyncio.get_running_loop()
    pool = BlockingConnectionPool.from_url(
        env.cache_url, max_connections=READERS_MOST, socket_connect_timeout=2, socket_timeout=BLOCK_MS / 1000 + 5,
        retry=Retry(NoBackoff(), 0),
    )  # fmt: skip
    rooms = Rooms(Redis(connection_pool=pool))

    @lru_cache(10_000)
    def key_of(tenant: str) -> bytes:
        return derive(env.secret_key, PURPOSE, tenant)

    service = Service(rooms, key_of, env.region, https=env.https)
    server = await loop.create_server(lambda: Connection(service), host, port, backlog=BACKLOG)
    ending = asyncio.Event()
    for sign in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(sign, ending.set)
    await ending.wait()
    server.close()
    await rooms.end()
    await pool.aclose()


def main(words: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="config.stream", description="Live rooms of one region.")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, required=True)
    told = parser.parse_args(words)
    logs.configure()
    raise_file_limit()
    asyncio.run(serve(told.host, told.port))
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
