"""Durable bids over HTTP through the lane: one bidder against one fdatasync of this disk, and 64 clients on one lot.

    make bench NAME=bids

A bid counts when its 201 or 409 has come back, which is after the commit. The clients are one process on the same
cores. Afterwards the books are checked: no gap in the ledger, a row for every answer, no acknowledged bid lost, one
audit row and one stored answer for each accepted one, and the winner that the independent verifier finds.
"""

import argparse
import asyncio
import gc
import importlib.util
import json
import os
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

from bench.footprint import _children, _pss_kib, _tree
from bench.harness import ROOT, Outcome, say
from bench.product import at_share, median, open_django
from bench.stack import Stack, stack

SLUG = "bids"
COMPANIES = 8
SPARE_S = 4.0
FIRST, STEP = 200, 10


def run(arguments: list[str]) -> Outcome:
    parser = argparse.ArgumentParser(prog="make bench NAME=bids")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seconds", type=float, default=6.0, help="of each measurement")
    parser.add_argument("--clients", type=int, default=64)
    told = parser.parse_args(arguments)
    outcome = Outcome("bids")
    with stack("bids") as made:
        made.provision(SLUG, "eu", "Bids")
        open_django(made)
        made.start("lane-eu")
        from bench.bids_market import Market

        _measure(told, outcome, made, Market.stand_up(SLUG, COMPANIES, told.clients))
    return outcome


def _measure(told: argparse.Namespace, outcome: Outcome, made: Stack, market: Any) -> None:
    port = int(made.told["port_lane_eu"])
    outcome.note(f"load {os.getloadavg()[0]:.1f} at the start; one client process with {told.clients} connections")
    say("warming")
    for clients in (1, told.clients):
        _bid(market, port, market.open_lot(60), clients, 3.0)
    alone: list[Share] = []
    crowd: list[Share] = []
    ratios: list[float] = []
    syncs: list[float] = []
    spent: list[dict[str, float]] = []
    for number in range(1, told.rounds + 1):
        before = _fdatasync_ms(made.runner.services.dir)
        alone.append(_bid(market, port, market.open_lot(told.seconds + SPARE_S), 1, told.seconds))
        sync = median([before, _fdatasync_ms(made.runner.services.dir)])
        lot = market.open_lot(told.seconds + SPARE_S)
        began = _cpu_s(made)
        crowd.append(_bid(market, port, lot, told.clients, told.seconds))
        spent.append({name: 1000 * (at - began[name]) / crowd[-1].answers for name, at in _cpu_s(made).items()})
        ratios.append(alone[-1].p99 / sync)
        syncs.append(sync)
        say(f"  round {number}: fdatasync {sync:.3f} ms, one bidder p50 {alone[-1].p50:.2f} p99 {alone[-1].p99:.2f}")
        say(f"    {told.clients} clients: {crowd[-1].rate:.0f}/s, p99 {crowd[-1].p99:.0f} ms")
    outcome.figure("fdatasync", round(median(syncs), 3), "ms")
    outcome.figure("one_bidder_p50", round(median([one.p50 for one in alone]), 2), "ms")
    outcome.figure("one_bidder_p99", round(median([one.p99 for one in alone]), 2), "ms")
    outcome.figure("one_bidder_p99_in_fdatasyncs", round(median(ratios), 1), "", "<= 50")
    outcome.figure("durable_bids_per_s", round(median([one.rate for one in crowd])), "1/s", ">= 2000")
    outcome.figure("durable_bids_per_s_worst_round", round(min(one.rate for one in crowd)), "1/s")
    outcome.figure("p50_at_64", round(median([one.p50 for one in crowd]), 1), "ms")
    outcome.figure("p99_at_64", round(median([one.p99 for one in crowd]), 1), "ms")
    for name in ("lane", "postgres"):
        outcome.figure(f"cpu_{name}", round(median([one[name] for one in spent]), 3), "ms a bid")
    size = sum(_pss_kib(pid) for pid in _pids(made)["lane"])
    outcome.figure("pss_lane", round(size / 1024, 1), "MiB", "<= 150")
    _books(outcome, market, alone + crowd)
    outcome.note(f"load {os.getloadavg()[0]:.1f} at the end")


def _pids(made: Stack) -> dict[str, list[int]]:
    """The processes of the lane and of the region's database."""
    process = made.node("lane-eu" if made.runner.apart else "node-eu").process
    assert process is not None
    roots = {"lane": process.pid, "postgres": made.runner.services.owned()["postgres-eu"].pid}
    return {name: _tree(pid, _children(), set()) for name, pid in roots.items()}


def _cpu_s(made: Stack) -> dict[str, float]:
    """Processor time used so far: steadier than the rate on a machine that others use too."""
    ticks = os.sysconf("SC_CLK_TCK")

    def of(pid: int) -> float:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / ticks

    return {name: sum(of(pid) for pid in pids) for name, pids in _pids(made).items()}


def _books(outcome: Outcome, market: Any, shares: "list[Share]") -> None:
    say("checking the books")
    accepted = sum(len(one.accepted) for one in shares)
    outcome.figure("accepted", accepted, "bids", ">= 1")
    outcome.figure("refused", sum(one.refused for one in shares), "bids", ">= 1")
    outcome.figure("other_answers", sum(one.others for one in shares), "", "== 0")
    wrong: list[str] = []
    checker = verifier()
    for share in shares:
        wrong += market.wrong_in(share, checker)
    for text in wrong[:10]:
        outcome.note(text)
    outcome.figure("wrong_in_the_books", len(wrong), "", "== 0")


def verifier() -> ModuleType:
    """The one-file verifier, loaded as a module."""
    spec = importlib.util.spec_from_file_location("kontor_verify", ROOT / "sdk" / "verify" / "kontor_verify.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def _fdatasync_ms(folder: Path) -> float:
    """Median of one write of 8 KiB and its fdatasync, where the database has its files."""
    path = folder / "fdatasync.probe"
    took = []
    with path.open("wb") as file:
        for _ in range(400):
            file.seek(0)
            began = time.perf_counter()
            os.write(file.fileno(), b"x" * 8192)
            os.fdatasync(file.fileno())
            took.append((time.perf_counter() - began) * 1000)
    path.unlink()
    return median(took)


@dataclass
class Share:
    """What the clients of one measurement were told. `accepted`: hash by number in the ledger."""

    lot_id: str
    took_s: float
    ms: list[float]
    accepted: dict[int, str]
    refused: int
    others: int

    @property
    def answers(self) -> int:
        return len(self.accepted) + self.refused

    @property
    def rate(self) -> float:
        return self.answers / self.took_s

    @property
    def p50(self) -> float:
        return at_share(self.ms, 0.5)

    @property
    def p99(self) -> float:
        return at_share(self.ms, 0.99)


def _bid(market: Any, port: int, lot_id: str, clients: int, seconds: float) -> Share:
    plan = {"port": port, "host": market.host, "lot": lot_id, "secrets": market.secrets[:clients], "seconds": seconds}
    done = subprocess.run(
        [sys.executable, "-c", "from bench.bids import client; client()"],
        cwd=ROOT, input=json.dumps(plan), stdout=subprocess.PIPE, text=True, check=True,
    )  # fmt: skip
    told = json.loads(done.stdout)
    told["accepted"] = {int(seq): hashed for seq, hashed in told["accepted"].items()}
    return Share(lot_id=lot_id, **told)


# -- in the client process ---------------------------------------------------------------------------------------------


class _Prices:
    """Rising prices for all; now and then one that is too low."""

    def __init__(self) -> None:
        self.asked = 0
        self.price = FIRST

    def next(self) -> int:
        self.asked += 1
        if self.asked % 12 == 0:
            return FIRST - STEP
        self.price += STEP
        return self.price


class _Client(asyncio.Protocol):
    """One connection: the next bid when the answer to the one before has come."""

    def __init__(self, plan: dict[str, Any], secret: str, prices: _Prices, until: float) -> None:
        self.head = (
            f"POST /api/v1/lots/{plan['lot']}/bids HTTP/1.1\r\nHost: {plan['host']}\r\n"
            f"Authorization: Bearer {secret}\r\nContent-Type: application/json\r\n"
        )
        self.name, self.prices, self.until = secret[-8:], prices, until
        self.done: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self.ms: list[float] = []
        self.answers: list[bytes] = []
        self.data = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport
        self.send()

    def send(self) -> None:
        price = self.prices.next()
        body = f'{{"price":"{price // 100}.{price % 100:02d}"}}'
        key = f"Idempotency-Key: {self.name}-{self.prices.asked}-{time.time_ns()}\r\n"
        self.began = time.perf_counter()
        self.transport.write(f"{self.head}{key}Content-Length: {len(body)}\r\n\r\n{body}".encode())

    def data_received(self, data: bytes) -> None:
        self.data += data
        end = self.data.find(b"\r\n\r\n")
        if end < 0:
            return
        at = self.data.lower().find(b"content-length: ")
        size = int(self.data[at + 16 : self.data.find(b"\r", at)])
        if len(self.data) < end + 4 + size:
            return
        self.ms.append((time.perf_counter() - self.began) * 1000)
        self.answers.append(self.data)
        self.data = b""
        if time.perf_counter() < self.until:
            self.send()
        else:
            self.transport.close()
            self.done.set_result(None)

    def connection_lost(self, error: Exception | None) -> None:
        if not self.done.done():
            self.done.set_exception(error or ConnectionError("the lane closed the connection"))


def client() -> None:
    """A client process: the plan on stdin, what came back on stdout."""
    plan = json.loads(sys.stdin.read())
    gc.disable()

    async def bid() -> dict[str, Any]:
        loop, prices = asyncio.get_running_loop(), _Prices()
        began = time.perf_counter()
        made = [_Client(plan, secret, prices, began + plan["seconds"]) for secret in plan["secrets"]]
        for one in made:
            await loop.create_connection(lambda one=one: one, "127.0.0.1", plan["port"])  # type: ignore[misc]
        await asyncio.gather(*(one.done for one in made))
        took = time.perf_counter() - began
        answers = [answer for one in made for answer in one.answers]
        accepted = [json.loads(one[one.find(b"\r\n\r\n") :]) for one in answers if one.startswith(b"HTTP/1.1 201")]
        refused = sum(1 for one in answers if one.startswith(b"HTTP/1.1 409"))
        return {
            "took_s": took, "ms": [ms for one in made for ms in one.ms], "refused": refused,
            "accepted": {one["seq"]: one["hash"] for one in accepted}, "others": len(answers) - len(accepted) - refused,
        }  # fmt: skip

    print(json.dumps(asyncio.run(bid())))
