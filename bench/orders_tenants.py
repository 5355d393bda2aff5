"""Orders spread over a hundred marketplaces against the same orders in one: what keeping them apart costs.

    make bench NAME=orders_tenants

Five hundred orders a request, four clients. In each round first one marketplace, then a hundred in turn, on the same
lane and database. A request goes to another marketplace than the one before it, so connections change schema and role.
"""

import argparse
import os
import sys
from typing import Any

from bench.harness import Outcome, say
from bench.orders_client import introduce, order
from bench.product import median, open_django
from bench.stack import stack

SEED = 20261126
LETTERS = "abdefghkpst"
BATCH = 500
CLIENTS = 4


def run(arguments: list[str]) -> Outcome:
    parser = argparse.ArgumentParser(prog="make bench NAME=orders_tenants")
    parser.add_argument("--tenants", type=int, default=100)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seconds", type=float, default=15.0, help="of each measurement")
    told = parser.parse_args(arguments)
    outcome = Outcome("orders_tenants", seed=SEED)
    with stack("orders_tenants") as made:
        # Digits and letters that look alike would be refused.
        slugs = [f"many-{first}{second}" for first in LETTERS for second in LETTERS][: told.tenants]
        open_django(made)
        from django.core.management import call_command

        from bench.orders_market import Market, encoded

        for slug in slugs:
            call_command("provision", slug, region="eu", admin_email=f"owner@{slug}.example", stdout=sys.stderr)
        made.start("lane-eu")
        markets = [Market.stand_up(slug, skus=200, buyers=10, clients=4) for slug in slugs]
        port = int(made.told["port_lane_eu"])

        def plan(some: list[Any]) -> tuple[list[dict[str, Any]], list[str]]:
            """Each client goes through all of them, beginning at another one; a body belongs to its marketplace."""
            targets, bodies = [], []
            for market in some:
                singles = encoded(market.bodies(BATCH, SEED))
                bodies.append('{"orders":[' + ",".join(singles) + "]}")
                targets.append({"host": market.host, "secret": market.secrets[0]})
            return targets, bodies

        rates: dict[str, list[float]] = {"one": [], "many": []}
        ratios, wrong, others = [], 0, 0
        plans = {"one": plan(markets[:1]), "many": plan(markets)}
        introduce(port, plans["many"][0])
        for name in ("one", "many"):
            order(port, plans[name][0], plans[name][1], 3.0, "orders:batch", clients=CLIENTS)
        for number in range(1, told.rounds + 1):
            for name, some in (("one", markets[:1]), ("many", markets)):
                before = [market.books() for market in some]
                share = order(port, plans[name][0], plans[name][1], told.seconds, "orders:batch", clients=CLIENTS)
                found = [market.books().since(old) for market, old in zip(some, before, strict=True)]
                wrong += sum(len(books.wrong(books.keys)) for books in found)
                wrong += sum(books.orders for books in found) != share.accepted
                others += sum(share.others.values())
                rates[name].append(share.rate)
            ratios.append(rates["many"][-1] / rates["one"][-1])
            say(f"  round {number}: one {rates['one'][-1]:.0f}/s, {told.tenants} {rates['many'][-1]:.0f}/s")
        outcome.figure("one_rate", round(median(rates["one"])), "orders/s")
        outcome.figure("many_rate", round(median(rates["many"])), "orders/s")
        outcome.figure("many_of_one", round(median(ratios), 3), "", ">= 0.8")
        outcome.figure("tenants", told.tenants, "", ">= 1")
        outcome.figure("other_answers", others, "", "== 0")
        outcome.figure("wrong_in_the_books", wrong, "", "== 0")
        outcome.note(f"load {os.getloadavg()[0]:.1f} at the end")
    return outcome
