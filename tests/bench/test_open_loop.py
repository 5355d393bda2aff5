"""The generator of load tells a stall: everybody who was due meanwhile has waited."""

import asyncio
import time

from bench.open_loop import generate
from tests.fixtures.loops import run_apart

STALL_S = 2.0
RATE = 50.0
SECONDS = 5.0


async def stalled() -> float:
    """The p99 that is told for a server which answers at once, but for one stall of two seconds; in milliseconds."""
    began = time.perf_counter()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while True:
            try:
                await reader.readuntil(b"\r\n\r\n")
            except EOFError:
                return
            at = time.perf_counter() - began
            if 1.0 <= at < 1.0 + STALL_S:
                await asyncio.sleep(1.0 + STALL_S - at)
            writer.write(b"HTTP/1.1 201 Created\r\nContent-Length: 0\r\n\r\n")

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    async with server:
        port = server.sockets[0].getsockname()[1]
        requests = [(str(at), b"POST / HTTP/1.1\r\nHost: x\r\n\r\n") for at in range(int(RATE * SECONDS))]
        heard = await generate(port, requests, RATE)
    assert (heard.due, len(heard.accepted), heard.failed) == (len(requests), len(requests), 0)
    return heard.p99


def test_a_stall_is_seen_by_all_who_were_due() -> None:
    assert run_apart(stalled()) >= 1000
