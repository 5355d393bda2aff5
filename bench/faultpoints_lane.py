"""The lane killed at its own fault points while it is asked over HTTP: orders and bids that get no answer come again.

A lane is started that will die at one point, after a number of passages drawn by the seed; when it is dead, one that
will not die takes its place. Clients send what was not answered again under its key. Afterwards each acknowledged order
is there once with its lines, holds, legs, messages and audit row, and the verifier finds each acknowledged bid.
"""

import asyncio
import random
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from bench.footprint import _children
from bench.harness import ROOT, Outcome, say
from bench.open_loop import Heard, generate
from bench.orders_client import introduce
from bench.stack import Stack

NODE = "lane-eu"
ORDERS, BIDS = "lane-orders", "lane-bids"
CLIENTS = 16
RATE = 100.0
REQUESTS = 300
PASSAGES = (3, 20)
DEAD_WITHIN_S = 20.0
EACH_KILL_S = 8.0


def kill_lane(made: Stack, outcome: Outcome, seed: int, times: int, only: str) -> None:
    """Kill the lane `times` times at each of its points whose name begins with `only`."""
    from shared_apps.foundation import faults

    points = [name for name in faults.declared(ROOT) if ".lane." in name and name.startswith(only)]
    if not points:
        return
    lane = _Lane(made, random.Random(seed))
    orders = [name for name in points if name.startswith("orders.")]
    bids = [name for name in points if name.startswith("trading.")]
    outcome.figure("lane_fault_points", len(points), "places")
    if orders:
        _orders(lane, outcome, orders, times)
    if bids:
        _bids(lane, outcome, bids, times)
    for text in lane.wrong[:10]:
        outcome.note(text)
    outcome.figure("lane_kills", lane.kills, "kills", f"== {len(points) * times}")
    outcome.figure("lane_wrong", len(lane.wrong), "", "== 0")


class _Lane:
    """The process, its deaths, and what was found wrong."""

    def __init__(self, made: Stack, chance: random.Random) -> None:
        self.made, self.chance = made, chance
        self.port = int(made.told["port_lane_eu"])
        self.kills = 0
        self.wrong: list[str] = []

    @contextmanager
    def dying(self, point: str) -> Iterator[None]:
        """A lane that dies at the point, sooner or later, and is then replaced by one that does not."""
        node = self.made.node(NODE)
        well = node.env
        node.env = well | {"KONTOR_FAULTS": f"{point}=kill:{self.chance.randint(*PASSAGES)}"}
        try:
            self.made.start(NODE)
        finally:
            node.env = well
        replacing = threading.Thread(target=self._replace, args=(point,))
        replacing.start()
        try:
            yield
        finally:
            replacing.join()
            self.made.kill(NODE)

    def _replace(self, point: str) -> None:
        process = self.made.node(NODE).process
        assert process is not None
        until = time.monotonic() + DEAD_WITHIN_S
        while process.poll() is None and _children().get(process.pid) and time.monotonic() < until:
            time.sleep(0.02)
        if time.monotonic() < until:
            self.kills += 1
        else:
            self.wrong.append(f"{point}: the lane was not killed there within {DEAD_WITHIN_S:.0f} s")
        self.made.kill(NODE)
        self.made.start(NODE)


def _orders(lane: _Lane, outcome: Outcome, points: Sequence[str], times: int) -> None:
    from bench.orders_market import Market

    lane.made.provision(ORDERS, "eu", "Orders through a lane that dies")
    market = Market.stand_up(ORDERS, skus=300, buyers=CLIENTS, clients=CLIENTS)
    before, acknowledged, again = market.books(), 0, 0
    for point in points:
        for number in range(times):
            name = f"{point}-{number}-"
            with lane.dying(point):
                introduce(lane.port, [{"host": market.host, "secret": secret} for secret in market.secrets])
                heard = asyncio.run(generate(lane.port, _requests(market, name), RATE))
            lane.wrong += _wrong_of(name, heard, market.lost(heard.accepted))
            acknowledged += len(heard.accepted)
            again += heard.again
        say(f"  {point}: the lane was killed {times} times, {len(lane.wrong)} wrong")
    lane.wrong += market.books().since(before).wrong(acknowledged)
    outcome.figure("lane_orders", acknowledged, "orders", f"== {REQUESTS * times * len(points)}")
    outcome.figure("lane_orders_asked_again", again, "requests", ">= 1")


def _wrong_of(name: str, heard: Heard, lost: int) -> list[str]:
    counts = {"refused": heard.refused, "not answered": heard.failed, "lost": lost}
    return [f"{name}: {count} orders {what}" for what, count in counts.items() if count]


def _requests(market: Any, name: str) -> list[tuple[str, bytes]]:
    from bench.orders_market import encoded

    bodies = encoded(market.bodies(REQUESTS, len(name)))
    found = []
    for number, body in enumerate(bodies):
        key, text = f"{name}{number}", body.encode()
        head = (
            f"POST /api/v1/orders HTTP/1.1\r\nHost: {market.host}\r\nContent-Type: application/json\r\n"
            f"Authorization: Bearer {market.secrets[number % CLIENTS]}\r\nIdempotency-Key: {key}\r\n"
            f"Content-Length: {len(text)}\r\n\r\n"
        )
        found.append((key, head.encode() + text))
    return found


def _bids(lane: _Lane, outcome: Outcome, points: Sequence[str], times: int) -> None:
    from bench.bids import verifier
    from bench.bids_market import Market
    from bench.faults import Bidder, Book

    lane.made.provision(BIDS, "eu", "Bids through a lane that dies")
    market = Market.stand_up(BIDS, 2, 2)
    lot = market.open_lot(len(points) * times * EACH_KILL_S)
    book = Book(lot, market.host)
    bidders = [Bidder(book, lane.port, secret) for secret in market.secrets]
    workers = [threading.Thread(target=one.work, daemon=True) for one in bidders]
    for worker in workers:
        worker.start()
    for point in points:
        for _ in range(times):
            with lane.dying(point):
                pass
        say(f"  {point}: the lane was killed {times} times, {len(lane.wrong)} wrong")
    lane.made.start(NODE)
    time.sleep(1)
    book.is_ending = True
    for worker in workers:
        worker.join(60)
    time.sleep(max(0.0, market.seconds_left(lot)) + 0.1)
    market.close(lot)
    lane.made.kill(NODE)
    found = market.after_faults(lot, book.accepted, book.asked, verifier())
    outcome.figure("lane_bids", len(book.accepted), "bids", ">= 30")
    outcome.figure("lane_bids_asked_again", sum(one.repeats for one in bidders), "calls", ">= 1")
    lane.wrong += [f"verifier: {text}" for text in found["findings"]]
    counts = {
        "lost": found["lost"],
        "doubled": found["doubled"],
        "winners that are not the best": int(found["winner"] != found["best"]),
    }
    lane.wrong += [f"bids: {count} {what}" for what, count in counts.items() if count]
