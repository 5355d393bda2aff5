"""A process that orders over HTTP: many connections, each sends its next order when the one before is answered."""

import asyncio
import gc
import json
import resource
import subprocess
import sys
import time
import urllib.error
import urllib.request
from dataclasses import dataclass
from typing import Any

from bench.harness import ROOT
from bench.product import at_share


@dataclass
class Share:
    """What the clients of one measurement were told. `wait_ms` of every request, `cpu_s` of this process."""

    took_s: float
    ms: list[float]
    accepted: int
    others: dict[str, int]
    cpu_s: float

    @property
    def rate(self) -> float:
        """Accepted orders a second."""
        return self.accepted / self.took_s

    @property
    def p50(self) -> float:
        return at_share(self.ms, 0.5)

    @property
    def p99(self) -> float:
        return at_share(self.ms, 0.99)


def order(
    port: int,
    targets: list[dict[str, Any]],
    bodies: list[str],
    seconds: float,
    path: str = "orders",
    clients: int = 0,
) -> Share:
    """Order for so long; `targets` are host and secret of each connection. A body is used again, under a new key.

    With `clients`, so many connections go through the targets in turn, each with the body at its place.
    """
    plan = {"port": port, "targets": targets, "bodies": bodies, "seconds": seconds, "path": path, "clients": clients}
    done = subprocess.run(
        [sys.executable, "-c", "from bench.orders_client import client; client()"],
        cwd=ROOT, input=json.dumps(plan), stdout=subprocess.PIPE, text=True, check=True,
    )  # fmt: skip
    return Share(**json.loads(done.stdout))


def introduce(port: int, targets: list[dict[str, Any]]) -> None:
    """Let the lane know every key: what comes with one that it never saw is answered by the ordinary views.

    Each asks for nothing and is refused.
    """
    for target in targets:
        heads = {"Host": target["host"], "Authorization": f"Bearer {target['secret']}", "Idempotency-Key": "introduce"}
        heads["Content-Type"] = "application/json"
        asked = urllib.request.Request(f"http://127.0.0.1:{port}/api/v1/orders", b"{}", heads)
        try:
            urllib.request.urlopen(asked, timeout=60).close()
        except urllib.error.HTTPError as refused:
            if refused.code != 422:
                raise


# -- in the client process ---------------------------------------------------------------------------------------------


class _Told:
    """What all connections of the process share."""

    def __init__(self, plan: dict[str, Any]) -> None:
        self.bodies = [f"Content-Length: {len(body.encode())}\r\n\r\n{body}".encode() for body in plan["bodies"]]
        self.path = plan["path"]
        self.run = f"{time.time_ns():x}"
        self.sent = self.accepted = 0
        self.ms: list[float] = []
        self.others: dict[str, int] = {}
        self.until = 0.0


class _Client(asyncio.Protocol):
    """One connection."""

    def __init__(self, told: _Told, targets: list[dict[str, Any]], turn: int = 0) -> None:
        self.told = told
        self.turn = turn
        self.heads = [
            (
                f"POST /api/v1/{told.path} HTTP/1.1\r\nHost: {target['host']}\r\n"
                f"Authorization: Bearer {target['secret']}\r\n"
                f"Content-Type: application/json\r\nIdempotency-Key: {told.run}-"
            ).encode()
            for target in targets
        ]
        self.done: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self.data = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport
        self.send()

    def send(self) -> None:
        told = self.told
        told.sent += 1
        head, body = self.heads[0], told.bodies[told.sent % len(told.bodies)]
        if len(self.heads) > 1:
            self.turn = (self.turn + 1) % len(self.heads)
            head, body = self.heads[self.turn], told.bodies[self.turn]
        self.began = time.perf_counter()
        self.transport.write(b"%s%d\r\n%s" % (head, told.sent, body))

    def data_received(self, data: bytes) -> None:
        self.data = data = self.data + data if self.data else data
        end = data.find(b"\r\n\r\n")
        if end < 0:
            return
        at = data.find(b"content-length: ")
        if len(data) < end + 4 + int(data[at + 16 : data.find(b"\r", at)]):
            return
        now = time.perf_counter()
        told = self.told
        told.ms.append((now - self.began) * 1000)
        status = data[9:12].decode()
        if status == "201":
            told.accepted += 1
        elif status == "200" and told.path == "orders:batch":
            found = json.loads(data[end + 4 :])
            told.accepted += found["accepted"]
            if found["refused"]:
                told.others["refused"] = told.others.get("refused", 0) + found["refused"]
        else:
            told.others[status] = told.others.get(status, 0) + 1
        self.data = b""
        if now < told.until:
            self.send()
        else:
            self.transport.close()
            self.done.set_result(None)

    def connection_lost(self, error: Exception | None) -> None:
        if not self.done.done():
            self.done.set_exception(error or ConnectionError("the lane closed the connection"))


def client() -> None:
    """The plan on stdin, what came back on stdout."""
    plan = json.loads(sys.stdin.read())
    told = _Told(plan)
    gc.disable()

    async def work() -> float:
        loop = asyncio.get_running_loop()
        began = time.perf_counter()
        told.until = began + plan["seconds"]
        targets, clients = plan["targets"], plan["clients"]
        made = (
            [_Client(told, targets, at * len(targets) // clients) for at in range(clients)]
            if clients
            else [_Client(told, [target]) for target in targets]
        )
        for one in made:
            await loop.create_connection(lambda one=one: one, "127.0.0.1", plan["port"])  # type: ignore[misc]
        await asyncio.gather(*(one.done for one in made))
        return time.perf_counter() - began

    took = asyncio.run(work())
    used = resource.getrusage(resource.RUSAGE_SELF)
    found = {
        "took_s": took, "ms": told.ms, "accepted": told.accepted, "others": told.others,
        "cpu_s": used.ru_utime + used.ru_stime,
    }  # fmt: skip
    print(json.dumps(found))
