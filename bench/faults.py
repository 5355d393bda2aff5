"""A live auction while every process is killed: no acknowledged bid lost, clocks right, the winner unchanged.

    make bench NAME=faults

Two bidders bid against each other over HTTP, one through the lane and one through the web node, and ask again with the
same key until they are answered. Two watchers follow the room. Meanwhile lane, web node, stream process, worker, Valkey
and PostgreSQL get SIGKILL, one after the other, and are started again. Late bids extend the auction, and the worker's
clock closes it. Afterwards the ledger must hold every answer once, the independent verifier must find the same
winner and the same end, and each watcher must stand where the auction ended.
"""

import argparse
import http.client
import json
import threading
import time
import uuid
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any
from urllib.parse import quote

from django.db import DatabaseError, connections

from bench.bids import verifier
from bench.harness import Outcome, say
from bench.product import open_django
from bench.stack import Stack, stack

SLUG = "faults"
KILLED = ("lane-eu", "web-eu", "stream-eu", "valkey", "worker-eu", "postgres")
NODES = ("web-eu", "lane-eu", "stream-eu", "worker-eu")
WINDOW_S = 8
STEP = 10


def run(arguments: list[str]) -> Outcome:
    parser = argparse.ArgumentParser(prog="make bench NAME=faults")
    parser.add_argument("--rounds", type=int, default=2, help="how often everything is killed")
    parser.add_argument("--pause", type=float, default=4.0, help="seconds of quiet before each kill")
    told = parser.parse_args(arguments)
    outcome = Outcome("faults")
    with stack(SLUG) as made:
        made.provision(SLUG, "eu", "Faults")
        open_django(made)
        made.start(*NODES)
        from bench.bids_market import Market

        _measure(told, outcome, made, Market.stand_up(SLUG, 2, 2))
    return outcome


def _measure(told: argparse.Namespace, outcome: Outcome, made: Stack, market: Any) -> None:
    kills = [name for _ in range(told.rounds) for name in KILLED]
    lasts = len(kills) * (told.pause + 4)
    late = {"extension_window_s": WINDOW_S, "extension_s": WINDOW_S, "max_extensions": 0}
    lot = market.open_lot(lasts, late)
    book = Book(lot, market.host)
    ports = (int(made.told["port_lane_eu"]), int(made.told["port_node_eu"]))
    bidders = [Bidder(book, port, secret) for port, secret in zip(ports, market.secrets, strict=True)]
    watchers = [Watcher(market, lot, int(made.told["port_stream_eu"])) for _ in range(2)]
    workers = [threading.Thread(target=one.work, daemon=True) for one in (*bidders, *watchers)]
    for worker in workers:
        worker.start()
    for name in kills:
        time.sleep(told.pause)
        say(f"  kill -9 {name}")
        made.kill_and_start(name)
    while market.seconds_left(lot) > WINDOW_S:
        time.sleep(0.2)
    time.sleep(1)  # some late bids, each of which gives more time; who never stops would never let it end
    book.is_ending = True
    for worker in workers[: len(bidders)]:
        worker.join(60)
    end, closed = market.wait_until_closed(lot, 90)
    time.sleep(3)
    for watcher in watchers:
        watcher.is_over = True
    for worker in workers[len(bidders) :]:
        worker.join(30)
    _books(outcome, market, book, bidders, watchers, kills, (end, closed))


def _books(
    outcome: Outcome, market: Any, book: "Book", bidders: "list[Bidder]", watchers: "list[Watcher]", kills: list[str],
    times: tuple[datetime, datetime],
) -> None:  # fmt: skip
    say("checking the books")
    found = market.after_faults(book.lot, book.accepted, book.asked, verifier())
    outcome.figure("kills", len(kills), "processes", ">= 12")
    outcome.figure("acknowledged", len(book.accepted), "bids", ">= 100")
    outcome.figure("refused", sum(one.refused for one in bidders), "bids")
    outcome.figure("repeated_calls", sum(one.repeats for one in bidders), "calls", ">= 1")
    outcome.figure("acknowledged_lost", found["lost"], "bids", "== 0")
    outcome.figure("doubled", found["doubled"], "bids", "== 0")
    outcome.figure("findings_of_the_verifier", len(found["findings"]), "", "== 0")
    outcome.figure("winner_is_the_best_bid", int(found["winner"] == found["best"]), "", "== 1")
    outcome.figure("extensions", found["extensions"], "", ">= 1")
    outcome.figure("closed_after_the_end", round((times[1] - times[0]).total_seconds(), 1), "s", "<= 10")
    outcome.figure("deals", found["deals"], "", "== 1")
    outcome.figure("longest_wait_for_an_answer", round(max(one.longest for one in bidders), 1), "s", "<= 30")
    outcome.figure("longest_blind_of_a_watcher", round(max(one.blind for one in watchers), 1), "s", "<= 15")
    elsewhere = [one for one in watchers if Decimal(one.price or 0) != Decimal(found["price"])]
    outcome.figure("watchers_elsewhere", len(elsewhere), "watchers", "== 0")
    outcome.figure("out_of_order", sum(one.disorder for one in watchers), "messages", "== 0")
    for text in found["findings"][:10]:
        outcome.note(text)


@dataclass
class Book:
    """What the bidders were told, by number in the ledger. `asked`: the key of each accepted bid."""

    lot: str
    host: str
    price: int = 200
    is_ending: bool = False
    accepted: dict[int, str] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def next(self) -> int:
        with self.lock:
            self.price += STEP
            return self.price


@dataclass
class Bidder:
    """Bids one after the other; a bid that was not answered is sent again under its key until it is."""

    book: Book
    port: int
    secret: str
    refused: int = 0
    repeats: int = 0
    longest: float = 0.0

    def work(self) -> None:
        while not self.book.is_ending:
            self._bid(self.book.next(), str(uuid.uuid4()))
            time.sleep(0.02)

    def _bid(self, price: int, key: str) -> None:
        began = time.monotonic()
        while True:
            answer = self._ask(price, key)
            if answer is not None:
                break
            self.repeats += 1
            time.sleep(0.1)
        self.longest = max(self.longest, time.monotonic() - began)
        status, body = answer
        if status == 201:
            with self.book.lock:
                self.book.accepted[body["seq"]] = body["hash"]
                self.book.asked.append(key)
        else:
            self.refused += 1

    def _ask(self, price: int, key: str) -> tuple[int, Any] | None:
        """Status and body, or None where nobody knows whether the bid is in."""
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=5)
        try:
            line.request(
                "POST", f"/api/v1/lots/{self.book.lot}/bids", json.dumps({"price": f"{price / 100:.2f}"}),
                {"Host": self.book.host, "Authorization": f"Bearer {self.secret}", "Idempotency-Key": key,
                 "Content-Type": "application/json"},
            )  # fmt: skip
            answer = line.getresponse()
            body = answer.read()
            known = answer.status == 201 or (answer.status == 409 and b"idempotency" not in body)
            return (answer.status, json.loads(body)) if known else None
        except (OSError, http.client.HTTPException):
            return None
        finally:
            line.close()


@dataclass
class Watcher:
    """Follows the room; after a loss it goes on behind the last number it has, or asks anew where it was told to."""

    market: Any
    lot: str
    port: int
    price: str = ""
    last: str = ""
    blind: float = 0.0
    disorder: int = 0
    is_over: bool = False

    def work(self) -> None:
        heard = time.monotonic()
        while not self.is_over:
            line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=4)
            try:
                ticket = self.market.ticket(self.lot)
                host = f"{self.market.page_host}:{self.port}"
                more = {"Last-Event-ID": self.last} if self.last else {}
                line.request(
                    "GET", f"/rooms?ticket={quote(ticket)}",
                    headers={"Host": host, "Origin": f"http://{self.market.page_host}", "Accept": "text/event-stream"}
                    | more,
                )  # fmt: skip
                answer = line.getresponse()
                if answer.status != 200:
                    raise OSError(f"the stream answers {answer.status}")
                self.blind = max(self.blind, time.monotonic() - heard)
                block: list[str] = []
                while not self.is_over and (text := answer.readline().decode()):
                    heard = time.monotonic()
                    if text.strip():
                        block.append(text.strip())
                        continue
                    self._read(block)
                    block = []
            except (OSError, http.client.HTTPException, DatabaseError):
                connections.close_all()
                time.sleep(0.3)
            finally:
                line.close()

    def _read(self, block: list[str]) -> None:
        told = dict(one.split(": ", 1) for one in block if ": " in one)
        if "id" in told:
            if self.last and _order(told["id"]) < _order(self.last) and told.get("event") != "reset":
                self.disorder += 1
            self.last = told["id"]
        if told.get("event") == "reset":
            self.price = self.market.price_now(self.lot)
        elif "data" in told and (price := json.loads(told["data"]).get("price_now")):
            self.price = str(price)


def _order(number: str) -> tuple[int, int]:
    first, _dash, second = number.partition("-")
    return int(first), int(second or 0)
