"""Orders at a constant rate while a worker of the lane is killed every thirty seconds: how many fail, is any lost.

    make bench NAME=orders_chaos

The lane has two workers behind one port, as where it must not be away: one is killed with all that it was answering,
the other goes on, and a new one starts. Open loop: an order is due whether or not those before it are answered, and its
latency counts from that moment. What gets no answer is sent again under its key. Afterwards each acknowledged order
must be there, once, and the books right.
"""

import argparse
import asyncio
import os
import signal
import threading
import time
from typing import Any

from bench.footprint import _children
from bench.harness import Outcome, say
from bench.product import open_django
from bench.stack import Stack, stack

SLUG = "orderschaos"
SEED = 20261126
EVERY_S = 30.0


def run(arguments: list[str]) -> Outcome:
    parser = argparse.ArgumentParser(prog="make bench NAME=orders_chaos")
    parser.add_argument("--seconds", type=float, default=100.0)
    parser.add_argument("--rate", type=float, default=200.0, help="orders due a second")
    told = parser.parse_args(arguments)
    outcome = Outcome("orders_chaos", seed=SEED)
    with stack("orders_chaos") as made:
        made.provision(SLUG, "eu", "Orders")
        open_django(made)
        command = made.node("lane-eu").command
        command[command.index("--workers") + 1] = "2"
        command.insert(1, "--respawn-failed-workers")
        made.start("lane-eu")
        from bench.orders_market import Market

        market = Market.stand_up(SLUG, skus=2000, buyers=50, clients=50)
        _measure(told, outcome, made, market)
    return outcome


def _workers(made: Stack) -> list[int]:
    """The worker processes of the lane, without the one that starts them."""
    process = made.node("lane-eu").process
    assert process is not None
    return sorted(_children().get(process.pid, []))


def _requests(market: Any, count: int) -> list[tuple[str, bytes]]:
    from bench.orders_market import encoded

    bodies = encoded(market.bodies(1000, SEED))
    found = []
    for number in range(count):
        key, body = f"chaos-{number}", bodies[number % len(bodies)].encode()
        head = (
            f"POST /api/v1/orders HTTP/1.1\r\nHost: {market.host}\r\nContent-Type: application/json\r\n"
            f"Authorization: Bearer {market.secrets[number % len(market.secrets)]}\r\nIdempotency-Key: {key}\r\n"
            f"Content-Length: {len(body)}\r\n\r\n"
        )
        found.append((key, head.encode() + body))
    return found


def _measure(told: argparse.Namespace, outcome: Outcome, made: Stack, market: Any) -> None:
    from bench.open_loop import generate

    port = int(made.told["port_lane_eu"])
    requests = _requests(market, int(told.rate * told.seconds))
    before = market.books()
    kills: list[float] = []
    ended = threading.Event()

    def killer() -> None:
        while not ended.wait(EVERY_S):
            began, old = time.monotonic(), _workers(made)
            os.kill(old[0], signal.SIGKILL)
            while len(_workers(made)) < 2 or old[0] in _workers(made):
                time.sleep(0.1)
            kills.append(time.monotonic() - began)
            say(f"  killed a worker; another one was started after {kills[-1]:.1f} s")

    thread = threading.Thread(target=killer)
    thread.start()
    try:
        heard = asyncio.run(generate(port, requests, told.rate))
    finally:
        ended.set()
        thread.join()
    outcome.note(f"load {os.getloadavg()[0]:.1f} at the end")
    outcome.figure("due", heard.due, "orders", ">= 1")
    outcome.figure("kills", len(kills), "", ">= 3")
    outcome.figure("one_worker_longest", round(max(kills, default=0.0), 1), "s")
    outcome.figure("sent_again", heard.again, "requests")
    outcome.figure("p50", round(heard.p50, 1), "ms")
    outcome.figure("p99", round(heard.p99, 1), "ms")
    outcome.figure("refused", heard.refused, "", "== 0")
    outcome.figure("failed_share", round(heard.failed / heard.due, 6), "", "<= 0.0001")
    lost = market.lost(heard.accepted)
    outcome.figure("lost", lost, "acknowledged orders", "== 0")
    wrong = market.books().since(before).wrong(market.kept("chaos-"))
    for text in wrong:
        outcome.note(text)
    outcome.figure("wrong_in_the_books", len(wrong), "", "== 0")
    made.manage("invariants", "--all-tenants")
