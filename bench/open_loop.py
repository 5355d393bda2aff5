"""An open-loop generator: requests are due at a constant rate whether or not the ones before them are answered.

Latency counts from the moment a request was due, so a server that stalls is seen by everybody who would have come
meanwhile: a generator that waits for answers measures the stall once and calls it rare. Every latency is kept as it is;
shares of them are exact. A request that gets no answer is sent again under its key, as the API asks of its clients, and
fails when it has none after `PATIENCE_S`.
"""

import asyncio
import time
from collections.abc import Sequence
from dataclasses import dataclass, field

from bench.product import at_share

PATIENCE_S = 20.0
PAUSE_S = 0.1


@dataclass
class Heard:
    """What came of the requests. `ms` from when each was due; `accepted` are keys whose order was acknowledged."""

    due: int = 0
    ms: list[float] = field(default_factory=list)
    accepted: list[str] = field(default_factory=list)
    refused: int = 0
    failed: int = 0
    again: int = 0

    @property
    def p50(self) -> float:
        return at_share(self.ms, 0.5)

    @property
    def p99(self) -> float:
        return at_share(self.ms, 0.99)


class _Line:
    """Connections that are open and free."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.free: list[tuple[asyncio.StreamReader, asyncio.StreamWriter]] = []

    async def ask(self, request: bytes) -> bytes:
        """The head of the answer; OSError or EOFError when there is none."""
        reader, writer = self.free.pop() if self.free else await asyncio.open_connection("127.0.0.1", self.port)
        try:
            writer.write(request)
            head = await reader.readuntil(b"\r\n\r\n")
            at = head.lower().find(b"content-length: ")
            await reader.readexactly(int(head[at + 16 : head.find(b"\r", at)]))
        except BaseException:
            writer.close()
            raise
        self.free.append((reader, writer))
        return head


async def generate(port: int, requests: Sequence[tuple[str, bytes]], rate: float) -> Heard:
    """Send each request, key and bytes, when it is due: `rate` of them a second."""
    heard, line = Heard(), _Line(port)
    began = time.perf_counter()
    tasks = []
    for number, (key, request) in enumerate(requests):
        due = began + number / rate
        wait = due - time.perf_counter()
        if wait > 0:
            await asyncio.sleep(wait)
        heard.due += 1
        tasks.append(asyncio.create_task(_one(line, heard, key, request, due)))
    await asyncio.gather(*tasks)
    for _reader, writer in line.free:
        writer.close()
    return heard


async def _one(line: _Line, heard: Heard, key: str, request: bytes, due: float) -> None:
    while True:
        try:
            left = due + PATIENCE_S - time.perf_counter()
            head = await asyncio.wait_for(line.ask(request), max(0.01, left))
        except (OSError, EOFError, TimeoutError):
            status = 0
        else:
            status = int(head[9:12])
        if status in (0, 409, 429, 503) and time.perf_counter() < due + PATIENCE_S:
            heard.again += 1
            await asyncio.sleep(PAUSE_S)
            continue
        break
    heard.ms.append((time.perf_counter() - due) * 1000)
    if status == 201:
        heard.accepted.append(key)
    elif status in (0, 503):
        heard.failed += 1
    else:
        heard.refused += 1
