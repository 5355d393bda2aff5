"""Orders over HTTP through the lane, one a request, against the same statements in a plain loop on one connection.

    make bench NAME=orders

Generator, lane and PostgreSQL share the cores. In each round: the ceiling (500 orders a transaction, everything but the
statements prepared before), 64 clients, 256 clients, one client with 500 orders a request, the ceiling again. An order
counts when its 201 has come back, which is after the commit; after every measurement the books are counted.
"""

import argparse
import os
from dataclasses import dataclass, field
from typing import Any

from bench.bids import _cpu_s, _pids
from bench.footprint import _pss_kib
from bench.harness import Outcome, say
from bench.orders_client import Share, order
from bench.product import median, open_django
from bench.stack import Stack, stack

SLUG = "orders"
SEED = 20261126
BATCH = 500
BATCHES = 8


@dataclass
class Seen:
    """One measurement: accepted orders a second, and milliseconds of processor time an order."""

    rates: list[float] = field(default_factory=list)
    shares: list[float] = field(default_factory=list)
    cpu: list[float] = field(default_factory=list)
    lane: list[float] = field(default_factory=list)
    postgres: list[float] = field(default_factory=list)
    p50: list[float] = field(default_factory=list)
    p99: list[float] = field(default_factory=list)


def run(arguments: list[str]) -> Outcome:
    parser = argparse.ArgumentParser(prog="make bench NAME=orders")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=4.0, help="of each measurement")
    parser.add_argument("--skus", type=int, default=20_000)
    parser.add_argument("--together", action="store_true", help="lane and pages in one process, and its memory")
    told = parser.parse_args(arguments)
    outcome = Outcome("orders", seed=SEED)
    with stack("orders", apart=not told.together) as made:
        made.provision(SLUG, "eu", "Orders")
        open_django(made)
        made.start("node-eu" if told.together else "lane-eu")
        from bench.orders_market import Market

        market = Market.stand_up(SLUG, skus=told.skus, buyers=200, clients=256)
        _measure(told, outcome, made, market)
    return outcome


def _measure(told: argparse.Namespace, outcome: Outcome, made: Stack, market: Any) -> None:
    from bench.orders_ceiling import Loop
    from bench.orders_market import encoded

    port = int(made.told["port_node_eu" if told.together else "port_lane_eu"])
    bodies = market.bodies(8 * BATCH, SEED)
    singles = encoded(bodies)
    batches = ['{"orders":[' + ",".join(singles[at : at + BATCH]) + "]}" for at in range(0, len(singles), BATCH)]
    targets = [{"host": market.host, "secret": secret} for secret in market.secrets]
    ways = {
        "at_64": (targets[:64], singles, "orders"),
        "at_256": (targets, singles, "orders"),
        "batch": (targets[:1], batches, "orders:batch"),
    }
    loop = Loop(market)
    say("warming")
    loop.run(bodies, BATCH, 4)
    for some, texts, path in ways.values():
        order(port, some, texts, 2.0, path)
    outcome.note(f"load {os.getloadavg()[0]:.1f} at the start")
    seen = {name: Seen() for name in ways}
    ceilings: list[float] = []
    ceiling_cpu: list[float] = []
    wrong: list[str] = []
    accepted = others = 0
    for number in range(1, told.rounds + 1):
        around = [_ceiling(made, loop, bodies)]
        found = {}
        for name, (some, texts, path) in ways.items():
            before, began = market.books(), _cpu_s(made)
            share = order(port, some, texts, told.seconds, path)
            spent = {part: 1000 * (at - began[part]) / max(1, share.accepted) for part, at in _cpu_s(made).items()}
            wrong += [f"round {number}, {name}: {text}" for text in market.books().since(before).wrong(share.accepted)]
            accepted += share.accepted
            others += sum(share.others.values())
            found[name] = (share, spent)
        around.append(_ceiling(made, loop, bodies))
        rate = sum(one[0] for one in around) / 2
        cpu = sum(one[1] for one in around) / 2
        ceilings.append(rate)
        ceiling_cpu.append(cpu)
        for name, (share, spent) in found.items():
            _add(seen[name], share, spent, rate, cpu)
        told_rates = ", ".join(f"{name} {share.rate:.0f}" for name, (share, _spent) in found.items())
        say(f"  round {number}: ceiling {rate:.0f}/s, {told_rates}, load {os.getloadavg()[0]:.1f}")
    outcome.figure("ceiling", round(median(ceilings)), "orders/s")
    outcome.figure("ceiling_cpu", round(median(ceiling_cpu), 3), "ms an order, database and client")
    bars = {"at_64": (">= 0.5", "<= 2.5"), "at_256": (">= 0.6", ""), "batch": (">= 0.75", "")}
    for name, one in seen.items():
        outcome.figure(f"{name}_rate", round(median(one.rates)), "orders/s")
        outcome.figure(f"{name}_of_ceiling", round(median(one.shares), 3), "", bars[name][0])
        outcome.figure(f"{name}_cpu_of_ceiling", round(median(one.cpu), 2), "", bars[name][1])
        outcome.figure(f"{name}_lane", round(median(one.lane), 3), "ms an order")
        outcome.figure(f"{name}_postgres", round(median(one.postgres), 3), "ms an order")
        outcome.figure(f"{name}_p50", round(median(one.p50), 1), "ms")
        outcome.figure(f"{name}_p99", round(median(one.p99), 1), "ms", "<= 100" if name == "at_64" else "")
    size = sum(_pss_kib(pid) for pid in _pids(made)["lane"])
    outcome.figure("pss_lane", round(size / 1024, 1), "MiB")
    outcome.figure("accepted", accepted, "orders", ">= 1")
    outcome.figure("other_answers", others, "", "== 0")
    for text in wrong[:10]:
        outcome.note(text)
    outcome.figure("wrong_in_the_books", len(wrong), "", "== 0")
    made.manage("invariants", "--all-tenants")
    outcome.note(f"load {os.getloadavg()[0]:.1f} at the end")


def _ceiling(made: Stack, loop: Any, bodies: Any) -> tuple[float, float]:
    """Rate of the plain loop, and processor time of database and client an order, in ms."""
    marks: list[float] = []
    found = loop.run(bodies, BATCH, BATCHES, lambda _starts: marks.append(_cpu_s(made)["postgres"]))
    postgres = sum(after - before for before, after in zip(marks[::2], marks[1::2], strict=True))
    return found.rate, 1000 * (postgres + found.cpu_s) / found.orders


def _add(seen: Seen, share: Share, spent: dict[str, float], ceiling: float, cpu: float) -> None:
    seen.rates.append(share.rate)
    seen.shares.append(share.rate / ceiling)
    seen.cpu.append((spent["lane"] + spent["postgres"]) / cpu)
    seen.lane.append(spent["lane"])
    seen.postgres.append(spent["postgres"])
    seen.p50.append(share.p50)
    seen.p99.append(share.p99)
