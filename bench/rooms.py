"""Live rooms: 10,000 watchers of one room on one stream process; time to all, memory of each, resume without a gap.

The watchers are plain sockets in a few client processes on the same machine, which share its cores with the stream
process: what is measured is both. A message carries the time at which it was given to Valkey; each watcher notes when
it had it. Clocks need no comparing, because it is one machine.
"""

import argparse
import asyncio
import gc
import json
import os
import resource
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from typing import Any
from urllib.parse import quote

import redis

from bench.harness import ROOT, Outcome, say
from config.embedded.services import Services
from shared_apps.outbox.live.tickets import PURPOSE, Ticket, seal, stream_key
from shared_apps.tenancy.derive import derive

HOST, TENANT, ROOM = "bench.localhost", "eu:bench:t_bench", "room"
PADDING = "." * 160
CONNECT_AT_ONCE = 100


def run(words: list[str]) -> Outcome:
    parser = argparse.ArgumentParser(prog="bench rooms")
    parser.add_argument("--watchers", type=int, default=10_000)
    parser.add_argument("--clients", type=int, default=2)
    parser.add_argument("--messages", type=int, default=15)
    parser.add_argument("--pause", type=float, default=1.5, help="seconds between two messages")
    told = parser.parse_args(words)
    outcome = Outcome("rooms")
    limit = _raise_limit()
    outcome.note(f"file limit {limit} a process; bound by it and by about 28,000 ports of one client address")
    with _stream() as (pid, port, url, secret):
        _measure(told, outcome, pid, port, url, secret)
    outcome.note(f"load {os.getloadavg()[0]:.1f} at the end")
    return outcome


def _measure(told: argparse.Namespace, outcome: Outcome, pid: int, port: int, url: str, secret: str) -> None:
    key = stream_key(TENANT, ROOM, "member")
    valkey = redis.Redis.from_url(url)
    outcome.note(f"load {os.getloadavg()[0]:.1f} at the start; {told.clients} client processes")
    with _clients(told, port, secret, 1) as warm:
        warm.all("join")
    time.sleep(1)
    before = _pss(pid)
    with _clients(told, port, secret, told.watchers) as clients:
        joined = sum(answer["joined"] for answer in clients.all("join"))
        outcome.figure("watchers", joined, "", f"== {told.watchers}")
        time.sleep(4)
        outcome.figure("memory_per_idle_watcher", round((_pss(pid) - before) / told.watchers, 2), "KiB", "<= 12")
        number = _say_all(valkey, key, 0, told)
        time.sleep(2)
        answers = clients.all("report")
        worst = _by_message(answers)
        outcome.figure("to_all_p50", round(median(row[0] for row in worst), 1), "ms")
        outcome.figure("to_all_p99", round(median(row[1] for row in worst), 1), "ms", "<= 250")
        outcome.figure("to_all_p99_worst_message", round(max(row[1] for row in worst), 1), "ms")
        outcome.figure("lost", sum(answer["lost"] for answer in answers), "messages", "== 0")
        outcome.figure("out_of_order", sum(answer["disorder"] for answer in answers), "messages", "== 0")
        say("half of the watchers leave, messages go on, they come back")
        clients.all("leave")
        number = _say_all(valkey, key, number, told, count=5, pause=0.3)
        back = clients.all("rejoin")
        number = _say_all(valkey, key, number, told, count=1)
        time.sleep(4)
        answers = clients.all("report")
        outcome.figure("came_back", sum(answer["joined"] for answer in back), "", f"== {told.watchers // 2}")
        outcome.figure("lost_after_break", sum(answer["lost"] for answer in answers), "messages", "== 0")
        outcome.figure("out_of_order_after_break", sum(answer["disorder"] for answer in answers), "messages", "== 0")
        outcome.figure("reset", sum(answer["resets"] for answer in answers), "watchers", "== 0")


def _say_all(
    valkey: redis.Redis, key: str, number: int, told: argparse.Namespace, count: int = 0, pause: float = 0.0
) -> int:
    for _ in range(count or told.messages):
        number += 1
        body = json.dumps({"n": number, "at": time.time(), "price_now": "12.50", "pad": PADDING})
        valkey.xadd(key, {"m": body}, maxlen=1000, approximate=True)
        time.sleep(pause or told.pause)
    return number


def _by_message(answers: list[dict[str, Any]]) -> list[tuple[float, float]]:
    """p50 and p99 over all watchers, for each message, in milliseconds."""
    numbers = answers[0]["took_ms"].keys()
    found = []
    for number in numbers:
        took = sorted(ms for answer in answers for ms in answer["took_ms"][number])
        found.append((took[len(took) // 2], took[min(len(took) - 1, len(took) * 99 // 100)]))
    return found


def _pss(pid: int) -> int:
    """Proportional memory of a process in KiB."""
    for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
        if line.startswith("Pss:"):
            return int(line.split()[1])
    raise RuntimeError("no Pss in smaps_rollup")


def _raise_limit() -> int:
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    return hard


@contextmanager
def _stream() -> Iterator[tuple[int, int, str, str]]:
    """A Valkey and a stream process: pid, port, address of Valkey, secret."""
    services = Services(f"bench-rooms-{os.getpid()}", ("eu",))
    # Only Valkey is started: an address that is set from outside is not started here.
    elsewhere = {"KONTOR_CONTROL_URL": "postgresql://none@127.0.0.1:1/none", "KONTOR_REGION_EU_URL": "none",
                 "KONTOR_MAIL_HOST": "127.0.0.1"}  # fmt: skip
    os.environ.update(elsewhere)
    told = services.start()
    port = int(told["port_stream_eu"])
    env = os.environ | {"KONTOR_KIND": "stream", "KONTOR_REGION": "eu", "KONTOR_PROFILE": services.profile,
                        "PYTHONPATH": str(ROOT)}  # fmt: skip
    process = subprocess.Popen([sys.executable, "-m", "config.stream", "--port", str(port)], cwd=ROOT, env=env)
    try:
        time.sleep(1.5)
        if process.poll() is not None:
            raise RuntimeError("the stream process did not start")
        yield process.pid, port, told["cache_url"], told["secret_key"]
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(20)
        finally:
            if process.poll() is None:
                process.kill()
            services.stop()
            shutil.rmtree(services.dir, ignore_errors=True)


class _Clients:
    """Client processes that each hold a share of the watchers and answer one JSON line to each word."""

    def __init__(self, processes: list["subprocess.Popen[str]"]) -> None:
        self.processes = processes

    def all(self, word: str) -> list[dict[str, Any]]:
        for process in self.processes:
            assert process.stdin is not None
            process.stdin.write(word + "\n")
            process.stdin.flush()
        answers = []
        for process in self.processes:
            assert process.stdout is not None
            answers.append(json.loads(process.stdout.readline()))
        return answers


@contextmanager
def _clients(told: argparse.Namespace, port: int, secret: str, watchers: int) -> Iterator[_Clients]:
    ticket = Ticket(
        tenant=TENANT, room=ROOM, audience="member", host=HOST, page=HOST, expires_at=int(time.time()) + 3600
    )
    token = seal(ticket, derive(secret, PURPOSE, TENANT))
    count = min(told.clients, watchers)
    processes = []
    for index in range(count):
        share = watchers // count + (1 if index < watchers % count else 0)
        command = [sys.executable, "-c", "from bench.rooms import client; client()", str(port), str(share), token]
        processes.append(subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True))
    try:
        yield _Clients(processes)
    finally:
        for process in processes:
            process.kill()
            process.wait()


# -- in the client processes ------------------------------------------------------------------------------------------


class _Watcher(asyncio.Protocol):
    """Notes when each message came; what it said is read afterwards, so as not to take time from the others."""

    def __init__(self, crowd: "_Crowd", after: str = "") -> None:
        self.crowd = crowd
        self.raw: list[tuple[float, bytes]] = []
        self.rest = b""
        self.seen = 0
        self.last = after
        self.transport: asyncio.Transport | None = None
        self.has_joined = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport
        after = f"Last-Event-ID: {self.last}\r\n" if self.last else ""
        transport.write(
            f"GET /rooms?ticket={quote(self.crowd.token)} HTTP/1.1\r\nHost: {HOST}\r\n"
            f"Origin: http://{HOST}\r\nAccept: text/event-stream\r\n{after}\r\n".encode()
        )

    def data_received(self, data: bytes) -> None:
        self.raw.append((time.time(), data))

    def digest(self) -> None:
        """Read what came."""
        raw, self.raw = self.raw, []
        for came_at, data in raw:
            blocks = (self.rest + data).split(b"\n\n")
            self.rest = blocks.pop()
            for block in blocks:
                self._read(block, came_at)

    def _read(self, block: bytes, came_at: float) -> None:
        if b"event: reset" in block:
            self.crowd.resets += 1
        start = block.find(b"id: ")
        if start < 0:
            return
        self.last = block[start + 4 : block.find(b"\n", start)].decode()
        if not self.has_joined:
            self.has_joined = True
            self.crowd.joined += 1
        if b"event: " in block:
            return
        said = json.loads(block[block.find(b"data: ") + 6 :])
        if said["n"] != self.seen + 1:
            self.crowd.disorder += 1
        self.seen = said["n"]
        self.crowd.newest = max(self.crowd.newest, self.seen)
        self.crowd.took.setdefault(self.seen, []).append((came_at - said["at"]) * 1000)


class _Crowd:
    """The watchers of one client process."""

    def __init__(self, port: int, share: int, token: str) -> None:
        self.port, self.share, self.token = port, share, token
        self.watchers: list[_Watcher] = []
        self.left: list[_Watcher] = []
        self.joined = self.disorder = self.resets = self.newest = 0
        self.took: dict[int, list[float]] = {}

    async def join(self, watchers: list[_Watcher]) -> int:
        """Connect them, a hundred at a time, and wait until each has heard where it stands."""
        self.joined = 0
        loop = asyncio.get_running_loop()
        for start in range(0, len(watchers), CONNECT_AT_ONCE):
            portion = watchers[start : start + CONNECT_AT_ONCE]
            await asyncio.gather(
                *(loop.create_connection(lambda one=one: one, "127.0.0.1", self.port) for one in portion)  # type: ignore[misc]
            )
        until = time.monotonic() + 30
        while self.joined < len(watchers) and time.monotonic() < until:
            await asyncio.sleep(0.2)
            for one in watchers:
                if not one.has_joined:
                    one.digest()
        return self.joined

    async def do(self, word: str) -> dict[str, Any]:
        if word == "join":
            self.watchers = [_Watcher(self) for _ in range(self.share)]
            return {"joined": await self.join(self.watchers)}
        if word == "leave":
            for one in self.watchers:
                one.digest()
            self.left = self.watchers[::2]
            for one in self.left:
                assert one.transport is not None
                one.transport.abort()
            return {}
        if word == "rejoin":
            for one in self.left:
                one.has_joined, one.rest = False, b""
            return {"joined": await self.join(self.left)}
        for one in self.watchers:
            one.digest()
        lost = sum(self.newest - one.seen for one in self.watchers)
        answer = {"lost": lost, "disorder": self.disorder, "resets": self.resets, "took_ms": self.took}
        self.took = {}
        return answer


def client() -> None:
    """A client process: words on stdin, answers on stdout."""
    _raise_limit()
    gc.disable()  # Its pauses would be counted as the stream's.
    crowd = _Crowd(int(sys.argv[1]), int(sys.argv[2]), sys.argv[3])

    async def serve() -> None:
        loop = asyncio.get_running_loop()
        while word := await loop.run_in_executor(None, sys.stdin.readline):
            print(json.dumps(await crowd.do(word.strip())), flush=True)

    asyncio.run(serve())
